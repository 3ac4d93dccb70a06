// Command probe is a function that uses every part of the local stack, and its authorizer.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	mail "github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY")}, nil
}

func guard(_ context.Context, r events.APIGatewayV2CustomAuthorizerV2Request) (events.APIGatewayV2CustomAuthorizerSimpleResponse, error) {
	token := r.Headers["authorization"]
	return events.APIGatewayV2CustomAuthorizerSimpleResponse{
		IsAuthorized: token != "",
		Context:      map[string]any{"token": token},
	}, nil
}

func handle(ctx context.Context, r events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	id := r.PathParameters["id"]
	if id == "hang" {
		fmt.Println("hanging")
		select {}
	}
	if r.RequestContext.HTTP.Method == http.MethodGet {
		return events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: fmt.Sprint(os.Getenv("GREETING"), " ", r.RequestContext.Authorizer.Lambda["token"])}, nil
	}
	for _, act := range []func(context.Context, string) error{store, write, text} {
		if err := act(ctx, id); err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
	}
	secret, err := secret(ctx)
	return events.APIGatewayV2HTTPResponse{StatusCode: 201, Body: secret}, err
}

func store(ctx context.Context, id string) error {
	client := dynamodb.New(dynamodb.Options{
		Region: os.Getenv("AWS_REGION"), Credentials: aws.CredentialsProviderFunc(credentials),
		BaseEndpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB")),
	})
	_, err := client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: aws.String(os.Getenv("THINGS_TABLE")),
		Item:      map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}},
	})
	return err
}

func write(ctx context.Context, id string) error {
	client := sesv2.New(sesv2.Options{
		Region: os.Getenv("AWS_REGION"), Credentials: aws.CredentialsProviderFunc(credentials),
		BaseEndpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL_SESV2")),
	})
	_, err := client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(os.Getenv("MAIL_FROM")),
		Destination:      &mail.Destination{ToAddresses: []string{"ann@b.example"}},
		Content: &mail.EmailContent{Simple: &mail.Message{
			Subject: &mail.Content{Data: aws.String(id)},
			Body:    &mail.Body{Text: &mail.Content{Data: aws.String(os.Getenv("MAIL_FROM"))}},
		}},
	})
	return err
}

func text(ctx context.Context, id string) error {
	client := sns.New(sns.Options{
		Region: os.Getenv("AWS_REGION"), Credentials: aws.CredentialsProviderFunc(credentials),
		BaseEndpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL_SNS")),
	})
	_, err := client.Publish(ctx, &sns.PublishInput{PhoneNumber: aws.String("+4915112345678"), Message: &id})
	return err
}

func secret(ctx context.Context) (string, error) {
	body := strings.NewReader(fmt.Sprintf(`{"SecretId":%q}`, os.Getenv("KEY")))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, os.Getenv("AWS_ENDPOINT_URL_SECRETS_MANAGER"), body)
	if err != nil {
		return "", err
	}
	request.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct{ SecretString string }
	err = json.NewDecoder(response.Body).Decode(&answer)
	return answer.SecretString, err
}

func main() {
	if os.Getenv("AWS_LAMBDA_FUNCTION_NAME") == "guard" {
		lambda.Start(guard)
		return
	}
	lambda.Start(handle)
}
