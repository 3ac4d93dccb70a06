package template

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// number is an integer that may be written as a string, which is what a Ref to a parameter gives.
type number int

func (n *number) UnmarshalJSON(raw []byte) error {
	value, err := strconv.Atoi(strings.Trim(string(raw), `"`))
	if err != nil {
		return fmt.Errorf("%s is not a whole number", raw)
	}
	*n = number(value)
	return nil
}

// boolean may be written as a string too.
type boolean bool

func (b *boolean) UnmarshalJSON(raw []byte) error {
	value, err := strconv.ParseBool(strings.Trim(string(raw), `"`))
	if err != nil {
		return fmt.Errorf("%s is not true or false", raw)
	}
	*b = boolean(value)
	return nil
}

// list is one string or several, as IAM allows for actions and resources.
type list []string

func (l *list) UnmarshalJSON(raw []byte) error {
	if strings.HasPrefix(string(raw), "[") {
		return json.Unmarshal(raw, (*[]string)(l))
	}
	var one string
	if err := json.Unmarshal(raw, &one); err != nil {
		return err
	}
	*l = list{one}
	return nil
}

// variables are environment variables: Lambda stores every value as a string.
type variables map[string]string

func (v *variables) UnmarshalJSON(raw []byte) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil {
		return err
	}
	*v = variables{}
	for name, value := range values {
		if len(value) > 0 && (value[0] == '{' || value[0] == '[') {
			return fmt.Errorf("environment variable %s is not a scalar", name)
		}
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		(*v)[name] = text
	}
	return nil
}
