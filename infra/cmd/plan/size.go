package main

import (
	"errors"
	"fmt"

	"latchkey/infra/production/translate"
)

// mostResources is how many CloudFormation takes in a stack.
const mostResources = 500

// translator makes of a template what CloudFormation makes of it.
type translator func(template []byte) ([]byte, error)

// size is how much of a stack there is, and what its alarms cost.
func (t template) size(sam translator) ([]row, error) {
	resources, err := t.counted(sam)
	if err != nil {
		return nil, err
	}
	rows := []row{{"Resources", resources}}
	if shifted, all := t.shifted(); all > 0 {
		rows = append(rows, row{"Traffic", fmt.Sprintf("of %d functions moves by a canary, of %d at once", shifted, all-shifted)})
	}
	if alarms := t.alarms(); alarms.number > 0 {
		rows = append(rows, row{"Alarms", alarms.String()})
	}
	return rows, nil
}

// counted says how many resources there are, of which SAM makes most.
func (t template) counted(sam translator) (string, error) {
	all := t
	if t.Transform != nil {
		made, err := sam(t.source)
		if errors.Is(err, translate.ErrMissing) {
			return fmt.Sprintf("%d, of which SAM makes more: how many is not known, because %v", len(t.Resources), err), nil
		}
		if err != nil {
			return "", err
		}
		if all, err = parse(made); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d of the %d that a stack can have", len(all.Resources), mostResources), nil
}

// shifted counts the functions whose traffic moves by a canary, and all that have traffic to move.
func (t template) shifted() (by, all int) {
	for _, r := range t.Resources {
		if r.Properties["DeploymentPreference"] != nil {
			by++
		}
		if r.Properties["AutoPublishAlias"] != nil {
			all++
		}
	}
	return by, all
}
