package template

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

type declaration struct {
	Type           string   `yaml:"Type"`
	Default        *string  `yaml:"Default"`
	AllowedValues  []string `yaml:"AllowedValues"`
	AllowedPattern string   `yaml:"AllowedPattern"`
	MinValue       *float64 `yaml:"MinValue"`
	MaxValue       *float64 `yaml:"MaxValue"`
	MinLength      *int     `yaml:"MinLength"`
	MaxLength      *int     `yaml:"MaxLength"`
	// ConstraintDescription says in words what AllowedPattern wants.
	ConstraintDescription string `yaml:"ConstraintDescription"`
}

// readParameters gives the values of the parameters, and those that are lists once more as lists.
func readParameters(node *yaml.Node, options Options) (map[string]string, map[string][]string, error) {
	if err := refuseUnknown(node, options.Parameters); err != nil {
		return nil, nil, err
	}
	parameters, lists := map[string]string{}, map[string][]string{}
	for key, body := range members(node) {
		if err := options.checkParameter(body); err != nil {
			return nil, nil, fmt.Errorf("parameter %s: %w", key.Value, err)
		}
		var d declaration
		if err := body.Decode(&d); err != nil {
			return nil, nil, fmt.Errorf("parameter %s: %w", key.Value, err)
		}
		value, err := d.choose(key.Value, options)
		if err != nil {
			return nil, nil, fmt.Errorf("parameter %s: %w", key.Value, err)
		}
		parameters[key.Value] = value
		if d.Type == listType {
			lists[key.Value] = elements(value)
		}
	}
	return parameters, lists, nil
}

const listType = "CommaDelimitedList"

// elements are those of a list, of which an empty text has none.
func elements(value string) []string {
	if value == "" {
		return nil
	}
	return strings.Split(value, ",")
}

// checkParameter refuses an attribute or a type that the reader does not know. Parameters of other
// types have their value in SSM, or are checked by AWS.
func (o Options) checkParameter(body *yaml.Node) error {
	kinds := []string{"String", "Number", listType}
	if kind := text(member(body, "Type")); !slices.Contains(kinds, kind) {
		return o.unknown("the type " + kind)
	}
	return o.checkMembers("the attribute", "parameter", body,
		"Type", "Default", "AllowedValues", "AllowedPattern", "MinValue", "MaxValue", "MinLength", "MaxLength", "ConstraintDescription")
}

// refuseUnknown comes before anything else is checked, because a misspelt name is also a
// missing value, and the misspelling is the better thing to say.
func refuseUnknown(node *yaml.Node, given map[string]string) error {
	var names []string
	for key := range members(node) {
		names = append(names, key.Value)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(names, name) {
			return fmt.Errorf("parameter %s is unknown; the template has %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

func (d declaration) choose(name string, options Options) (string, error) {
	value, ok := options.Parameters[name]
	if !ok {
		value, ok = options.Assumed[name]
	}
	if !ok && d.Default == nil {
		return "", fmt.Errorf("it has no default and was given no value")
	}
	if !ok {
		value = *d.Default
	}
	for _, check := range []func(string) error{d.checkChoice, d.checkPattern, d.checkLength, d.checkRange} {
		if err := check(value); err != nil {
			return "", err
		}
	}
	return value, nil
}

func (d declaration) checkChoice(value string) error {
	if len(d.AllowedValues) == 0 || slices.Contains(d.AllowedValues, value) {
		return nil
	}
	return fmt.Errorf("%q is not one of %s", value, strings.Join(d.AllowedValues, ", "))
}

func (d declaration) checkPattern(value string) error {
	if d.AllowedPattern == "" {
		return nil
	}
	// CloudFormation wants the whole value to match.
	pattern, err := regexp.Compile(`^(?:` + d.AllowedPattern + `)$`)
	if err != nil {
		return fmt.Errorf("AllowedPattern: %w", err)
	}
	matched := []string{value}
	if d.Type == listType {
		matched = elements(value) // each by itself
	}
	for _, each := range matched {
		if each == "" && len(matched) > 1 || !pattern.MatchString(each) {
			return fmt.Errorf("%q %s", each, cmp.Or(d.ConstraintDescription, "does not match "+d.AllowedPattern))
		}
	}
	return nil
}

func (d declaration) checkLength(value string) error {
	length := len([]rune(value))
	if d.MinLength != nil && length < *d.MinLength {
		return fmt.Errorf("%q is shorter than %d characters", value, *d.MinLength)
	}
	if d.MaxLength != nil && length > *d.MaxLength {
		return fmt.Errorf("%q is longer than %d characters", value, *d.MaxLength)
	}
	return nil
}

func (d declaration) checkRange(value string) error {
	if d.Type != "Number" {
		return nil
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return fmt.Errorf("%q is not a number", value)
	}
	if d.MinValue != nil && n < *d.MinValue {
		return fmt.Errorf("%s is below its minimum of %v", value, *d.MinValue)
	}
	if d.MaxValue != nil && n > *d.MaxValue {
		return fmt.Errorf("%s is above its maximum of %v", value, *d.MaxValue)
	}
	return nil
}
