package wire

import (
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
)

// FeatureFlag is a flag as admins see it.
type FeatureFlag struct {
	Name       flag.Name    `json:"name"`
	Enabled    bool         `json:"enabled"`
	Percentage int          `json:"percentage"`
	Users      []account.ID `json:"users"`
	UpdatedAt  *string      `json:"updated_at"`
}

// FeatureFlagOf shows a flag. Its list of users may be empty, and is never null.
func FeatureFlagOf(f flag.Flag) FeatureFlag {
	return FeatureFlag{f.Name, f.Enabled, f.Percentage, append([]account.ID{}, f.Users...), instant(f.UpdatedAt)}
}
