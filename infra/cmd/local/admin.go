package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"latchkey/infra/local/runtime"
	"latchkey/infra/local/stack"
)

// createAdmin makes the first admin as a deployer does, by invoking its function.
func createAdmin(ctx context.Context, running *stack.Stack, a admin) (existed bool, err error) {
	payload, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	_, err = running.Invoke(ctx, "create-admin", payload)
	var failure *runtime.FunctionError
	if errors.As(err, &failure) && strings.Contains(failure.Error(), "admin_exists") {
		return true, nil
	}
	if failure != nil {
		return false, fmt.Errorf("the admin could not be made: %s", failure.Message)
	}
	if err != nil {
		return false, fmt.Errorf("the admin could not be made: %w", err)
	}
	return false, nil
}
