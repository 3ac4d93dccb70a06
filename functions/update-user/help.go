package main

import (
	"context"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/staff"
)

// byAdmin holds where an admin changes the address of another user. Codes and links go to it from
// then on, and so the account goes with it.
func (q request) byAdmin() bool {
	return q.Caller.UserID != q.from.ID && q.to.Email != q.from.Email
}

// help refuses an admin who helped the same user in another way today.
func (h handler) help(ctx context.Context, q request) (request, error) {
	if !q.byAdmin() {
		return q, nil
	}
	var err error
	q.to, q.alone, err = staff.Help(ctx, h.users, q.Caller.UserID, q.to, account.HelpAddress, q.at)
	return q, err
}

// measure counts what admins did with addresses, for alarms.
func (q request) measure(ctx context.Context) {
	if q.byAdmin() {
		metric.Count(ctx, metric.EmailsMoved)
	}
	if q.alone {
		metric.Count(ctx, metric.LoneAdminHelp)
	}
}
