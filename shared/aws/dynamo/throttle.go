package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/throttle"
)

// The count of a whole window has one of two names: a set of attempts, or a number.
const (
	attemptsAttribute = "attempts"
	tallyAttribute    = "count"
)

func throttleKey(c throttle.Charge) item {
	return item{"scope": text(c.Limit.Name + "#" + string(c.Subject)), "window": seconds(c.Window())}
}

// counts are the attributes that a charge is counted in: the whole, and then its parts. A part's
// name is a keyed hash or an hour, never a client's word.
func counts(c throttle.Charge) (names []string, most []int) {
	names, most = []string{attemptsAttribute}, []int{c.Limit.Max}
	if c.Limit.Tally {
		names[0] = tallyAttribute
	}
	for _, p := range c.Parts {
		if p.Name != "" {
			names, most = append(names, "part-"+p.Name), append(most, p.Max)
		}
	}
	return names, most
}

// Take counts a charge; throttle.ErrLimited where the limit is reached, which counts nothing. A
// charge that was counted before is counted once.
func (s *Store) Take(ctx context.Context, c throttle.Charge) error {
	_, err := s.Counted(ctx, c)
	return err
}

// Counted is Take, and says how much is used then.
func (s *Store) Counted(ctx context.Context, c throttle.Charge) (throttle.Counts, error) {
	names, most := counts(c)
	w := change{
		table: s.tables.Throttles, key: throttleKey(c), names: map[string]string{"#expires": "expires_at"},
		values: item{":expires": seconds(c.Ends()), ":one": one(c)},
	}
	var room, add []string
	for i, name := range names {
		n := strconv.Itoa(i)
		w.names["#c"+n], w.values[":most"+n] = name, number(most[i])
		room, add = append(room, fmt.Sprintf(roomFor(c), n)), append(add, "#c"+n+" :one")
	}
	if !c.Limit.Tally {
		w.values[":me"] = text(c.Attempt)
	}
	w.update, w.when = "SET #expires = :expires ADD "+strings.Join(add, ", "), strings.Join(room, " AND ")
	it, err := s.update(ctx, w, throttle.ErrLimited)
	if errors.Is(err, throttle.ErrLimited) {
		return used(c, it), c.Refusal(used(c, it))
	}
	return used(c, it), err
}

// ChargedUser counts a charge and reads a user at once, so that neither costs a round trip of its
// own. Where there is no such user it takes the same steps, and gives the zero user.
func (s *Store) ChargedUser(ctx context.Context, c throttle.Charge, id account.ID) (u account.User, err error) {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.Take(ctx, c) })
	g.Go(func() (err error) {
		u, err = account.OrNobody(s.User(ctx, id))
		return err
	})
	return u, g.Wait()
}

// roomFor is the condition that one more fits into a count. An attempt that is there already has
// been counted by the same write, whose answer was lost.
func roomFor(c throttle.Charge) string {
	if c.Limit.Tally {
		return "(attribute_not_exists(#c%[1]s) OR #c%[1]s < :most%[1]s)"
	}
	return "(attribute_not_exists(#c%[1]s) OR contains(#c%[1]s, :me) OR size(#c%[1]s) < :most%[1]s)"
}

// one is what a charge adds to each of its counts.
func one(c throttle.Charge) types.AttributeValue {
	if c.Limit.Tally {
		return number(1)
	}
	return &types.AttributeValueMemberSS{Value: []string{c.Attempt}}
}

// Refund takes a charge back, once however often it is called. Where the count is gone there is
// nothing to do. A tally refunds nothing.
func (s *Store) Refund(ctx context.Context, c throttle.Charge) error {
	names, _ := counts(c)
	w := change{
		table: s.tables.Throttles, key: throttleKey(c), when: "attribute_exists(#c0)",
		names: map[string]string{}, values: item{":one": one(c)},
	}
	var remove []string
	for i, name := range names {
		n := "#c" + strconv.Itoa(i)
		w.names[n] = name
		remove = append(remove, n+" :one")
	}
	w.update = "DELETE " + strings.Join(remove, ", ")
	_, err := s.update(ctx, w, throttle.ErrLimited)
	if errors.Is(err, throttle.ErrLimited) {
		return nil
	}
	return err
}

// Room refuses where one of the charges does not fit, and counts nothing. It may be behind by a
// moment: what must hold to the last one takes.
func (s *Store) Room(ctx context.Context, charges ...throttle.Charge) error {
	keys := make([]map[string]types.AttributeValue, len(charges))
	for i, c := range charges {
		keys[i] = throttleKey(c)
	}
	read, err := s.readAll(ctx, map[string]types.KeysAndAttributes{s.tables.Throttles: {Keys: keys}})
	if err != nil {
		return err
	}
	for _, c := range charges {
		if u := used(c, found(read[s.tables.Throttles], throttleKey(c))); !c.Room(u) {
			return c.Refusal(u)
		}
	}
	return nil
}

// TakeEach counts charges of which each has room. What is refused counts against none of them,
// but for what is under way at the same moment: a network must not be shut by one of its parts.
func (s *Store) TakeEach(ctx context.Context, charges ...throttle.Charge) error {
	if err := s.Room(ctx, charges...); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, c := range charges {
		g.Go(func() error { return s.Take(ctx, c) })
	}
	return g.Wait()
}

func found(items []map[string]types.AttributeValue, key item) item {
	i := slices.IndexFunc(items, func(it map[string]types.AttributeValue) bool {
		return same(it["scope"], key["scope"]) && same(it["window"], key["window"])
	})
	if i < 0 {
		return nil
	}
	return items[i]
}

// used reads the counts of a charge.
func used(c throttle.Charge, it item) (u throttle.Counts) {
	whole := attemptsAttribute
	if c.Limit.Tally {
		whole = tallyAttribute
	}
	u.Whole = size(it[whole])
	for i, p := range c.Parts {
		if p.Name != "" {
			u.Parts[i] = size(it["part-"+p.Name])
		}
	}
	return u
}

// size is how many a count holds, be it a set or a number.
func size(v types.AttributeValue) int {
	switch v := v.(type) {
	case *types.AttributeValueMemberSS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		n, err := strconv.Atoi(v.Value)
		if err != nil {
			return 0
		}
		return n
	}
	return 0
}

// ClearCount empties the count of a charge, with all of its parts.
func (s *Store) ClearCount(ctx context.Context, c throttle.Charge) error {
	_, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.tables.Throttles, Key: throttleKey(c)})
	return failed("DeleteItem Throttles", err)
}
