package wire

import "latchkey/shared/domain/registrationkey"

// RegistrationKey is a key as admins see it. The key itself is shown only by the route
// that issues it.
type RegistrationKey struct {
	ID        int64   `json:"id"`
	Note      *string `json:"note"`
	Email     *string `json:"email"`
	Active    bool    `json:"active"`
	ExpiresAt *string `json:"expires_at"`
	CreatedAt *string `json:"created_at"`
	UpdatedAt *string `json:"updated_at"`
	UsedBy    *int64  `json:"used_by"`
}

// RegistrationKeyOf picks what admins may see of a key, member by member.
func RegistrationKeyOf(k registrationkey.Key) RegistrationKey {
	out := RegistrationKey{
		ID: k.ID, Note: orNull(k.Note), Email: orNull(k.Email), Active: k.Active,
		ExpiresAt: instant(k.ExpiresAt), CreatedAt: instant(k.CreatedAt), UpdatedAt: instant(k.UpdatedAt),
	}
	if k.UsedBy != 0 {
		by := int64(k.UsedBy)
		out.UsedBy = &by
	}
	return out
}
