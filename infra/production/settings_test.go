package production_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"latchkey/infra/production"
)

func nowhere(string) string { return "" }

// with is a deployment with some settings changed; a nil value takes one away.
func with(base map[string]any, changes map[string]any) map[string]any {
	context := maps.Clone(base)
	maps.Copy(context, changes)
	maps.DeleteFunc(context, func(_ string, value any) bool { return value == nil })
	return context
}

func TestSettingsAreRefused(t *testing.T) {
	elsewhere := fmt.Sprintf(aCertificate, "eu-west-1")
	for _, c := range []struct {
		changes map[string]any
		want    string
	}{
		{map[string]any{"doman": "x"}, "setting doman is unknown; there are stack, region"},
		{map[string]any{"mail-from": nil}, "setting mail-from is missing"},
		{map[string]any{"mail-from": "nobody"}, `setting mail-from is "nobody": give an address`},
		{map[string]any{"mail-from": "Acme no-reply@latchkey.example"}, `setting mail-from is "Acme no-reply@latchkey.example": give an address`},
		{map[string]any{"mail-from": "Acme <a@other.example>"}, "setting mail-from is not an address of mail-domain latchkey.example"},
		{map[string]any{"mail-from": "a@other.example"}, "setting mail-from is not an address of mail-domain latchkey.example"},
		{map[string]any{"stack": "1st"}, `setting stack is "1st"`},
		{map[string]any{"region": "Frankfurt"}, `setting region is "Frankfurt"`},
		{map[string]any{"account": "1234"}, `setting account is "1234"`},
		{map[string]any{"alarm-email": "me"}, `setting alarm-email is "me"`},
		{map[string]any{"domain": "https://auth.latchkey.example"}, `setting domain is "https://auth.latchkey.example": give a host name`},
		{map[string]any{"domain": nil, "front": nil, "front-certificate": nil}, "settings domain and certificate need each other"},
		{map[string]any{"certificate": nil}, "settings domain and certificate need each other"},
		{map[string]any{"certificate": "arn:aws:s3:::x"}, `setting certificate is "arn:aws:s3:::x"`},
		{map[string]any{"certificate": elsewhere}, "setting certificate is from another region than eu-central-1"},
		{map[string]any{"zone-id": nil}, "settings zone-id and zone-name need each other"},
		{map[string]any{"zone-name": "other.example"}, "setting zone-name contains neither the domain nor the mail-domain"},
		{map[string]any{"front": "yes"}, `setting front is "yes": give on or off`},
		{map[string]any{"region": nil}, "setting front=on needs a region"},
		{map[string]any{"front-certificate": nil}, "setting front=on needs a front-certificate"},
		{map[string]any{"front-certificate": elsewhere}, "setting front-certificate is"},
		{map[string]any{"front": "off"}, "setting front-certificate needs front=on"},
		{map[string]any{"front": "off", "front-certificate": nil}, "setting origin-domain needs front=on"},
		{map[string]any{"origin-domain": "auth.latchkey.example"}, "setting origin-domain cannot be the domain, which the edge proxy has"},
		{map[string]any{"origin-domain": "k7rq2m"}, `setting origin-domain is "k7rq2m": give a host name that the certificate covers, hard to guess`},
		{map[string]any{"domain": nil, "certificate": nil}, "setting front=on needs a domain"},
		{map[string]any{"mail-domain": "-"}, `setting mail-domain is "-"`},
		{map[string]any{"sms-limit": "0"}, `setting sms-limit is "0"`},
		{map[string]any{"canary": "Canary"}, `setting canary is "Canary": give off, or`},
		{map[string]any{"param:OriginSecret": "x"}, "setting param:OriginSecret cannot be set"},
	} {
		_, err := production.ReadSettings(with(full, c.changes), nowhere)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.changes, err, c.want)
		}
	}
}

func TestParametersAreRefusedAsTheTemplateSays(t *testing.T) {
	needNode(t)
	for name, want := range map[string]string{
		"RegistrationMode": `parameter RegistrationMode: "x" is not one of open, key`,
		"Registration":     "parameter Registration is unknown",
	} {
		settings, err := production.ReadSettings(with(plain, map[string]any{"param:" + name: "x"}), nowhere)
		if err != nil {
			t.Fatal(err)
		}
		err = production.Add(awscdk.NewApp(nil), production.Files{Template: deployed}, settings)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestBuildsThatCannotRunAreRefused(t *testing.T) {
	needNode(t)
	other := map[string]string{"amd64": "arm64", "arm64": "x86_64"}[runtime.GOARCH]
	for want, spoil := range map[string]func(bootstrap string) error{
		"the function login: it is not built, run `make build` first":                 os.Remove,
		"the function login: it is built for another machine than param:Architecture": replaceByThisProgram,
	} {
		builds := standIns(t)
		if err := spoil(filepath.Join(builds, "login", "bootstrap")); err != nil {
			t.Fatal(err)
		}
		settings, err := production.ReadSettings(with(plain, map[string]any{"param:Architecture": other}), nowhere)
		if err != nil {
			t.Fatal(err)
		}
		err = production.Add(awscdk.NewApp(nil), production.Files{Template: deployed, Builds: builds}, settings)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func replaceByThisProgram(bootstrap string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return errors.Join(os.Remove(bootstrap), os.Symlink(self, bootstrap))
}

func TestSettingsStandBeforeTheEnvironment(t *testing.T) {
	home := func(name string) string {
		return map[string]string{"CDK_DEFAULT_REGION": "eu-west-1", "CDK_DEFAULT_ACCOUNT": "210987654321"}[name]
	}
	settings, err := production.ReadSettings(with(plain, map[string]any{"account": "123456789012", "aws:cdk:version-reporting": true}), home)
	if err != nil {
		t.Fatal(err)
	}
	if settings.Region != "eu-west-1" || settings.Account != "123456789012" || settings.Stack != "latchkey" || settings.SMSLimit != 1 {
		t.Errorf("%+v", settings)
	}
}

func TestFrontNeedsOneCertificateWhereItIsAtHome(t *testing.T) {
	home := map[string]any{"region": "us-east-1", "certificate": fmt.Sprintf(aCertificate, "us-east-1"), "front-certificate": nil}
	if _, err := production.ReadSettings(with(full, home), nowhere); err != nil {
		t.Error(err)
	}
}

func TestSenderMayHaveAName(t *testing.T) {
	settings, err := production.ReadSettings(with(full, map[string]any{"mail-from": "Müller & Co. <no-reply@mail.latchkey.example>"}), nowhere)
	if err != nil || settings.Parameters["MailFrom"] != "Müller & Co. <no-reply@mail.latchkey.example>" {
		t.Errorf("%+v, %v", settings, err)
	}
}

func TestOriginHasANameByItself(t *testing.T) {
	settings, err := production.ReadSettings(with(full, map[string]any{"origin-domain": nil}), nowhere)
	if err != nil || settings.OriginDomain != "origin.auth.latchkey.example" {
		t.Errorf("%+v, %v", settings, err)
	}
}
