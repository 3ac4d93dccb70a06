package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/account"
)

// ActiveAdmins is how many there are.
func (s *Store) ActiveAdmins(ctx context.Context) (int64, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Claims, Key: claimKey(admins), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return 0, failed("GetItem Claims", err)
	}
	r := reader{item: out.Item}
	return r.number("count"), r.err
}

// AdminAddresses gives the address of every active admin. It reads the whole table, because no
// index has roles: it is for what happens once in years, and never for a route. Where it fails
// it gives what it found so far.
func (s *Store) AdminAddresses(ctx context.Context) (map[account.ID]string, error) {
	found := map[account.ID]string{}
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{
		TableName: &s.tables.Users, ConsistentRead: aws.Bool(true),
		FilterExpression:          aws.String("#role = :admin AND #status = :active"),
		ExpressionAttributeNames:  map[string]string{"#role": "role", "#status": "status"},
		ExpressionAttributeValues: item{":admin": text(account.RoleAdmin), ":active": text(account.Active)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return found, failed("Scan Users", err)
		}
		for _, it := range page.Items {
			u, err := readUser(it)
			if err != nil {
				return found, err
			}
			found[u.ID] = u.Email
		}
	}
	return found, nil
}
