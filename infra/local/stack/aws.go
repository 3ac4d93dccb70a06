package stack

import (
	"context"
	"fmt"
	"net"
	"strings"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/kms"
	"latchkey/infra/local/secretsmanager"
	"latchkey/infra/local/values"
	"latchkey/infra/template"
)

// store is where secrets and keys are stored: with the tables, which are worth nothing without
// them.
func (s *Stack) store(ctx context.Context, file string) (values.Store, error) {
	switch {
	case s.config.DataDir != "":
		return values.File(s.inDataDir(file)), nil
	case s.config.SecretsTable == "":
		return values.Memory{}, nil
	}
	client := dynamodb.Client(s.DynamoDBEndpoint)
	err := dynamodb.CreateTables(ctx, client, []template.Table{{
		Name:       s.config.SecretsTable,
		Keys:       []template.Key{{AttributeName: "name", KeyType: "HASH"}},
		Attributes: map[string]string{"name": "S"},
	}})
	return values.Table{Client: client, Name: s.config.SecretsTable}, err
}

// openSecrets opens the parts of AWS that store what they have made.
func (s *Stack) openSecrets(ctx context.Context) (secrets *secretsmanager.Server, keys *kms.Server, err error) {
	store, err := s.store(ctx, "secrets.json")
	if err != nil {
		return nil, nil, err
	}
	if secrets, err = secretsmanager.Open(ctx, s.Service.Secrets, store); err != nil {
		return nil, nil, err
	}
	if store, err = s.store(ctx, "keys.json"); err != nil {
		return nil, nil, err
	}
	keys, err = kms.Open(ctx, usedKeys(s.Service), store)
	return secrets, keys, err
}

// usedKeys are the keys of KMS that functions are told of: those of the template, and any that a
// parameter names.
func usedKeys(service *template.Service) (arns []string) {
	for _, f := range service.Functions {
		for _, value := range f.Environment {
			for word := range strings.SplitSeq(value, ",") {
				if strings.HasPrefix(word, "arn:aws:kms:") {
					arns = append(arns, word)
				}
			}
		}
	}
	return arns
}

// startAWS serves SES, SNS, Secrets Manager and KMS on a port that only functions know.
func (s *Stack) startAWS(ctx context.Context) error {
	secrets, keys, err := s.openSecrets(ctx)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("open a port for the AWS endpoints: %w", err)
	}
	s.aws, s.secrets = "http://"+listener.Addr().String(), secrets
	handler := awsHandler(s.Outbox, secrets, keys)
	if s.config.Intercept != nil {
		handler = s.config.Intercept(handler)
	}
	s.serve(handler, listener)
	return nil
}
