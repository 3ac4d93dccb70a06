package importer

import (
	"context"
	"fmt"
	"net/http"
	"time"

	latchkey "latchkey/clients/go"
	"latchkey/infra/latchctl/rows"
	"latchkey/shared/domain/account"
)

// taken holds for a row that the user whom it made itself may stand in the way of.
func taken(r Result) bool {
	switch r.Code {
	case latchkey.CodeUsernameTaken, latchkey.CodeEmailTaken, latchkey.CodePhoneNumberTaken, latchkey.CodeUserChanged:
		return true
	}
	return false
}

// unmade are the rows that have made no user. Those that failed in the service may have: they are looked
// up, and recorded if they have.
func (i *Import) unmade(ctx context.Context, all []rows.Row) (left []rows.Row, err error) {
	for _, row := range all {
		r := i.journal.rows[row.Line]
		if r.Status >= http.StatusInternalServerError {
			if r, err = i.found(ctx, row, r); err != nil {
				return nil, err
			}
		}
		if r.Failed() {
			left = append(left, row)
			continue
		}
		if err := i.journal.write(line{Result: &r}); err != nil {
			return nil, err
		}
		i.sum.Failed--
		i.sum.Done++
	}
	return left, nil
}

// found gives the result of a row whose user is there: a user with the address and the name of the row, made
// since the row was first sent. Otherwise it gives the result as it is.
func (i *Import) found(ctx context.Context, row rows.Row, r Result) (Result, error) {
	const skew = 5 * time.Minute // between the clocks of this machine and the service
	email, username := account.CanonicalEmail(row.User.Email), account.CanonicalUsername(row.User.Username)
	since := i.journal.first[row.Line].Add(-skew)
	for user, err := range i.Client.Users(ctx, latchkey.UserQuery{Email: email}) {
		if err != nil {
			return r, fmt.Errorf("line %d: whether its user was made could not be looked up: %w", row.Line, err)
		}
		if user.Email == email && (username == "" || user.Username == username) && !user.CreatedAt.Before(since) {
			return Result{Line: row.Line, Status: r.Status, ID: user.ID, Username: user.Username, Found: true}, nil
		}
	}
	return r, nil
}
