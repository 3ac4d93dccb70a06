package wire

import "latchkey/shared/domain/servicekey"

// ServiceKey is a service key as admins see it. The key itself is shown only by the route that issues it.
type ServiceKey struct {
	ID         int64              `json:"id"`
	Name       string             `json:"name"`
	Scopes     []servicekey.Scope `json:"scopes"`
	Hint       string             `json:"hint"`
	CreatedBy  int64              `json:"created_by"`
	CreatedAt  *string            `json:"created_at"`
	ExpiresAt  *string            `json:"expires_at"`
	RevokedAt  *string            `json:"revoked_at"`
	LastUsedAt *string            `json:"last_used_at"`
}

// ServiceKeyOf picks what admins may see of a key, member by member.
func ServiceKeyOf(k servicekey.Key) ServiceKey {
	return ServiceKey{
		ID: k.ID, Name: k.Name, Scopes: k.Each(), Hint: k.Hint, CreatedBy: int64(k.CreatedBy),
		CreatedAt: instant(k.CreatedAt), ExpiresAt: instant(k.ExpiresAt), RevokedAt: instant(k.RevokedAt), LastUsedAt: instant(k.UsedAt),
	}
}
