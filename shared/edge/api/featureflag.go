package api

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

// FeatureFlagOf shows a flag. One that lists nobody has a list all the same.
func FeatureFlagOf(f flag.Flag) FeatureFlag {
	return FeatureFlag{f.Name, f.Enabled, f.Percentage, append([]account.ID{}, f.Users...), instant(f.UpdatedAt)}
}
