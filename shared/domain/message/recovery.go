package message

import (
	"context"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

// NotifyUse tells a user that a recovery code was used, and when it is time to make new ones. Of any other
// factor the use is told by what it was for.
func (n Notifier) NotifyUse(ctx context.Context, u account.User, use factor.Use) error {
	switch {
	case use.Type != factor.Recovery:
		return nil
	case use.RecoveryLeft <= factor.FewLeft:
		return n.Notify(ctx, u, RecoveryCodesLow)
	}
	return n.Notify(ctx, u, RecoveryCodeUsed)
}
