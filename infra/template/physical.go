package template

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strings"
)

const (
	kindFunction = "AWS::Serverless::Function"
	kindAPI      = "AWS::Serverless::HttpApi"
	kindTable    = "AWS::DynamoDB::Table"
	kindSecret   = "AWS::SecretsManager::Secret"
	kindKMSKey   = "AWS::KMS::Key"
	kindBus      = "AWS::Events::EventBus"
	kindPipe     = "AWS::Pipes::Pipe"
	kindLogGroup = "AWS::Logs::LogGroup"

	streamPath = "/stream/2026-01-01T00:00:00.000" // behind the ARN of a table

	partition = "aws"
	urlSuffix = "amazonaws.com"
)

// pseudo gives the parameters that CloudFormation itself provides.
func (s *scope) pseudo(name string) (string, bool) {
	value, ok := map[string]string{
		"AWS::Region":    s.options.Region,
		"AWS::AccountId": s.options.AccountID,
		"AWS::Partition": partition,
		"AWS::URLSuffix": urlSuffix,
		"AWS::StackName": s.options.StackName,
		"AWS::StackId":   s.arn("cloudformation", "stack/"+s.options.StackName+"/local"),
	}[name]
	return value, ok
}

// physicalID is what Ref gives for a resource.
func (s *scope) physicalID(id string) (string, error) {
	r, ok := s.resource(id)
	if !ok {
		return "", fmt.Errorf("there is no parameter or resource %q", id)
	}
	switch r.kind {
	case kindTable:
		return s.tableName(r), nil
	case kindSecret:
		return s.arn("secretsmanager", "secret:"+id+"-"+suffix(s.options.StackName+id, 6)), nil
	case kindKMSKey:
		return keyID(s.options.StackName, id), nil
	case kindAPI:
		return apiID(s.options.StackName, id), nil
	}
	return s.named(id), nil
}

// attribute is what GetAtt gives for a resource.
func (s *scope) attribute(id, name string) (string, error) {
	physical, err := s.physicalID(id)
	if err != nil {
		return "", err
	}
	if name == "StreamArn" {
		return s.resourceARN(id, physical) + streamPath, nil
	}
	if name == "Arn" || strings.HasSuffix(name, "Arn") {
		return s.resourceARN(id, physical), nil
	}
	if name == "ApiEndpoint" {
		return fmt.Sprintf("https://%s.execute-api.%s.%s", physical, s.options.Region, urlSuffix), nil
	}
	return physical + "-" + name, nil
}

func (s *scope) resourceARN(id, physical string) string {
	r, _ := s.resource(id)
	switch r.kind {
	case kindTable:
		return s.arn("dynamodb", "table/"+physical)
	case kindFunction:
		return s.arn("lambda", "function:"+physical)
	case kindLogGroup:
		return s.arn("logs", "log-group:"+physical+":*")
	case kindKMSKey:
		return s.arn("kms", "key/"+physical)
	case kindBus:
		return s.arn("events", "event-bus/"+physical)
	case kindSecret:
		return physical
	}
	service := strings.ToLower(strings.Split(r.kind+"::local", "::")[1])
	return s.arn(service, physical)
}

func (s *scope) arn(service, name string) string {
	return strings.Join([]string{"arn", partition, service, s.options.Region, s.options.AccountID, name}, ":")
}

func (s *scope) named(id string) string {
	return s.options.StackName + "-" + id
}

func apiID(stack, id string) string {
	return strings.ToLower(suffix(stack+id, 10))
}

// keyID is of the form of a UUID.
func keyID(stack, id string) string {
	digits := hex.EncodeToString([]byte(suffix(stack+id, 16)))
	return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
}

// suffix stands for the random characters that AWS puts into names: the same for the same seed.
func suffix(seed string, length int) string {
	sum := sha256.Sum256([]byte(seed))
	return base32.StdEncoding.EncodeToString(sum[:])[:length]
}
