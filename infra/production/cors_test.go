package production_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"latchkey/infra/production"
)

const corsOf = `"allowHeaders":["authorization","content-type","private-token","challenge-id","challenge-code","idempotency-key","device-token"],` +
	`"allowMethods":["GET","HEAD","POST","PUT","PATCH","DELETE"],"allowOrigins":ORIGINS,"exposeHeaders":["x-request-id","retry-after"],"maxAge":600`

// SAM copies the value of a parameter to where it is referred to. CloudFormation gives it that of a list as
// a list; as a text, all origins would be one that no page has.
func TestOriginsOfOtherPages(t *testing.T) {
	const origins = `["https://app.example","http://localhost:5173"]`
	list := []any{"https://app.example", "http://localhost:5173"}
	for what, s := range map[string]stack{
		"sam": transformedWith(t, asSAM(t), map[string]any{"AllowedOrigins": list}),
		"cdk": transformed(t, service(t, with(plain, map[string]any{"param:AllowedOrigins": "https://app.example,http://localhost:5173"}))),
	} {
		cors := at(s.Resources[s.ofType("AWS::ApiGatewayV2::Api")[0]].Properties, "Body", "x-amazon-apigateway-cors", "Fn::If")
		want := "{" + strings.Replace(corsOf, "ORIGINS", origins, 1) + "}"
		if at(cors, 0) != "OtherOrigins" || text(at(cors, 1)) != want || text(at(cors, 2)) != `{"Ref":"AWS::NoValue"}` {
			t.Errorf("%s: CORS is %s, want %s", what, text(cors), want)
		}
	}
}

// Without an origin there is nothing of CORS, not even an empty list.
func TestOriginsAreACondition(t *testing.T) {
	for want, context := range map[string]map[string]any{
		`{"Fn::Not":[{"Fn::Equals":[{"Fn::Join":[",",{"Ref":"AllowedOrigins"}]},""]}]}`: plain,
		`{"Fn::Not":[{"Fn::Equals":[{"Fn::Join":[",",[""]]},""]}]}`:                     with(plain, map[string]any{"param:AllowedOrigins": ""}),
		`{"Fn::Not":[{"Fn::Equals":[{"Fn::Join":[",",["https://app.example"]]},""]}]}`:  with(plain, map[string]any{"param:AllowedOrigins": "https://app.example"}),
	} {
		if got := text(service(t, context).Conditions["OtherOrigins"]); got != want {
			t.Errorf("the condition is %s, want %s", got, want)
		}
	}
}

func TestOriginsAreRefused(t *testing.T) {
	needNode(t)
	for _, bad := range []string{"https://app.example/path", "https://*.app.example", "*", "null", "http://app.example", "https://a.example,,https://b.example"} {
		settings, err := production.ReadSettings(with(plain, map[string]any{"param:AllowedOrigins": bad}), nowhere)
		if err != nil {
			t.Fatal(err)
		}
		err = production.Add(awscdk.NewApp(nil), production.Files{Template: deployed}, settings)
		if err == nil || !strings.Contains(err.Error(), "parameter AllowedOrigins: ") || !strings.Contains(err.Error(), "is not an origin") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
