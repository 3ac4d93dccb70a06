package production

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Settings are what one deployment decides. Everything has a default but the sender of mails.
type Settings struct {
	Stack               string
	Region, Account     string // empty: those of the caller
	AlarmEmail          string
	Domain, Certificate string
	ZoneID, ZoneName    string
	Front               bool
	FrontCertificate    string
	OriginDomain        string // of the API behind the front
	MailDomain          string
	SMSLimit            float64 // US dollars a month
	Canary              string  // empty: all at once
	Tracing             bool
	Parameters          map[string]string
	given               map[string]string
}

// MetadataKey is where a synthesized template carries the settings it was made with.
const MetadataKey = "Latchkey::Settings"

// parameterPrefix begins the setting of a parameter of template.yaml.
const parameterPrefix = "param:"

type declaration struct {
	name, standard string
	pattern        *regexp.Regexp
	wants          string
}

func declare(name, standard, pattern, wants string) declaration {
	return declaration{name, standard, regexp.MustCompile(`^(?:` + pattern + `)$`), wants}
}

const (
	hostName    = `([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}`
	mailAddress = `[^@\s<>]+@[^@\s<>]+`
	certificate = `arn:aws[a-z-]*:acm:%s:\d{12}:certificate/[0-9a-f-]+`
	frontRegion = "us-east-1" // the one region where CloudFront looks for certificates and ACLs
)

var declared = []declaration{
	declare("stack", "latchkey", `[A-Za-z][A-Za-z0-9-]{0,49}`, "a letter and up to 49 letters, digits and hyphens"),
	declare("region", "", `[a-z]{2}(-[a-z]+)+-\d`, "a region such as eu-central-1"),
	declare("account", "", `\d{12}`, "the twelve digits of an account"),
	declare("mail-from", "", mailAddress+`|[^<>{}"@\\\x00-\x1f]{1,64} <`+mailAddress+`>`,
		"an address such as no-reply@example.com, or a name and an address such as Acme <no-reply@example.com>"),
	declare("alarm-email", "", mailAddress, "an address such as on-call@example.com"),
	declare("domain", "", hostName, "a host name such as auth.example.com"),
	declare("certificate", "", fmt.Sprintf(certificate, `[a-z0-9-]+`), "the ARN of a certificate in ACM"),
	declare("zone-id", "", `Z[A-Z0-9]+`, "the id of a hosted zone such as Z0123456789ABCDEFGHIJ"),
	declare("zone-name", "", hostName, "the name of a hosted zone such as example.com"),
	declare("front", "off", `on|off`, "on or off"),
	declare("front-certificate", "", fmt.Sprintf(certificate, frontRegion), "the ARN of a certificate in ACM in "+frontRegion),
	declare("origin-domain", "", hostName,
		"a host name that the certificate covers, hard to guess and under a wildcard, such as k7rq2m.example.com"),
	declare("mail-domain", "", hostName, "a host name such as example.com"),
	declare("sms-limit", "1", `[1-9]\d*`, "whole US dollars a month such as 50"),
	declare("canary", "Canary10Percent5Minutes", `off|Canary10Percent(5|10|15|30)Minutes|Linear10PercentEvery(1Minute|(2|3|10)Minutes)`,
		"off, or a preference of CodeDeploy such as Canary10Percent5Minutes or Linear10PercentEvery1Minute"),
	declare("tracing", "off", `on|off`, "on or off"),
}

// ReadSettings reads the context of the CDK app: each setting by its name, and parameters of
// template.yaml as param:Name. Where neither says it, home decides on region and account.
func ReadSettings(context map[string]any, home func(string) string) (Settings, error) {
	given, err := ours(context)
	if err != nil {
		return Settings{}, err
	}
	value := map[string]string{}
	for _, d := range declared {
		if value[d.name], err = d.choose(given); err != nil {
			return Settings{}, err
		}
	}
	s := Settings{
		Stack:            value["stack"],
		Region:           firstOf(value["region"], home("CDK_DEFAULT_REGION")),
		Account:          firstOf(value["account"], home("CDK_DEFAULT_ACCOUNT")),
		AlarmEmail:       value["alarm-email"],
		Domain:           value["domain"],
		Certificate:      value["certificate"],
		ZoneID:           value["zone-id"],
		ZoneName:         value["zone-name"],
		Front:            value["front"] == "on",
		FrontCertificate: value["front-certificate"],
		OriginDomain:     firstOf(value["origin-domain"], "origin."+value["domain"]),
		MailDomain:       value["mail-domain"],
		Canary:           strings.TrimPrefix(value["canary"], "off"),
		Tracing:          value["tracing"] == "on",
		Parameters:       map[string]string{},
		given:            given,
	}
	s.SMSLimit, _ = strconv.ParseFloat(value["sms-limit"], 64) // its pattern is that of a number
	s.readParameters(value["mail-from"])
	return s, s.check()
}

// ours are the settings in a context; the rest of it is the CDK's.
func ours(context map[string]any) (map[string]string, error) {
	given := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(context)) {
		known := slices.ContainsFunc(declared, func(d declaration) bool { return d.name == name })
		switch {
		case known || strings.HasPrefix(name, parameterPrefix):
			given[name] = fmt.Sprint(context[name])
		case !strings.ContainsAny(name, ":@"):
			return nil, fmt.Errorf("setting %s is unknown; there are %s and %sName", name, strings.Join(names(), ", "), parameterPrefix)
		}
	}
	return given, nil
}

func names() (all []string) {
	for _, d := range declared {
		all = append(all, d.name)
	}
	return all
}

func (d declaration) choose(given map[string]string) (string, error) {
	value := given[d.name]
	if value == "" {
		return d.standard, nil
	}
	if !d.pattern.MatchString(value) {
		return "", fmt.Errorf("setting %s is %q: give %s", d.name, value, d.wants)
	}
	return value, nil
}

// readParameters takes the parameters that are set, and those that follow from a setting.
func (s *Settings) readParameters(mailFrom string) {
	if mailFrom != "" {
		s.Parameters["MailFrom"] = mailFrom
	}
	if s.Domain != "" {
		s.Parameters["PublicUrl"] = "https://" + s.Domain
	}
	for name, value := range s.given {
		if parameter, ok := strings.CutPrefix(name, parameterPrefix); ok {
			s.Parameters[parameter] = value
		}
	}
}

// check finds settings that do not go together.
func (s *Settings) check() error {
	for _, refusal := range []struct {
		when bool
		says string
	}{
		{s.Parameters["MailFrom"] == "", "setting mail-from is missing: give the sender of mails, such as no-reply@example.com"},
		{s.Parameters[originSecretParameter] != "", "setting param:OriginSecret cannot be set: front=on makes the secret itself"},
		{(s.Domain == "") != (s.Certificate == ""), "settings domain and certificate need each other: give both or neither"},
		{(s.ZoneID == "") != (s.ZoneName == ""), "settings zone-id and zone-name need each other: give both or neither"},
		{s.ZoneID != "" && !s.inZone(s.Domain) && !s.inZone(s.MailDomain), "setting zone-name contains neither the domain nor the mail-domain"},
		{s.MailDomain != "" && !within(s.mailFromDomain(), s.MailDomain), "setting mail-from is not an address of mail-domain " + s.MailDomain},
		{s.Front && s.Domain == "", "setting front=on needs a domain and a certificate"},
		{s.Front && s.Region == "", "setting front=on needs a region, because the edge proxy is a separate stack in " + frontRegion},
		{s.Front && s.Region != frontRegion && s.FrontCertificate == "", "setting front=on needs a front-certificate for the domain in " + frontRegion},
		{!s.Front && s.FrontCertificate != "", "setting front-certificate needs front=on"},
		{!s.Front && s.given["origin-domain"] != "", "setting origin-domain needs front=on"},
		{s.Front && s.OriginDomain == s.Domain, "setting origin-domain cannot be the domain, which the edge proxy has"},
		{s.misplacedCertificate(), "setting certificate is from another region than " + s.Region},
	} {
		if refusal.when {
			return errors.New(refusal.says)
		}
	}
	return nil
}

func (s *Settings) misplacedCertificate() bool {
	return s.Region != "" && s.Certificate != "" && strings.Split(s.Certificate, ":")[3] != s.Region
}

func (s *Settings) mailFromDomain() string {
	_, domain, _ := strings.Cut(s.Parameters["MailFrom"], "@")
	return strings.TrimSuffix(domain, ">") // of a name and an address
}

func (s *Settings) inZone(domain string) bool { return domain != "" && within(domain, s.ZoneName) }

func within(domain, parent string) bool {
	return domain == parent || strings.HasSuffix(domain, "."+parent)
}

// shown are the settings as the plan shows them.
func (s *Settings) shown() map[string]string {
	shown := maps.Clone(s.given)
	for _, d := range declared {
		if shown[d.name] == "" && d.standard != "" {
			shown[d.name] = d.standard
		}
	}
	maps.Copy(shown, s.overruled())
	return shown
}

func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
