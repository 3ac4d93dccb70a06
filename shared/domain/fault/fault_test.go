package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"latchkey/shared/domain/fault"
)

var errTaken = fault.New(fault.Conflict, "email_taken", "That address is in use.").On("email")

func TestCopyWithACauseIsStillItsSentinel(t *testing.T) {
	cause := errors.New("conditional check failed")
	err := fmt.Errorf("register: %w", errTaken.Because(cause))
	if !errors.Is(err, errTaken) || !errors.Is(err, cause) {
		t.Fatalf("%v is neither its sentinel nor its cause", err)
	}
	if errors.Is(err, fault.ErrInvalid) {
		t.Fatal("a fault is a fault of another code")
	}
	if errTaken.Unwrap() != nil {
		t.Fatal("the declared fault was changed by a copy")
	}
}

func TestFieldsOfACopyStayWithTheCopy(t *testing.T) {
	more := errTaken.For(fault.Field{Name: "username", Code: "username_taken"})
	if len(more.Fields) != 2 || len(errTaken.Fields) != 1 {
		t.Fatalf("copy has %d fields, sentinel %d", len(more.Fields), len(errTaken.Fields))
	}
}

func TestCheckWithoutReasonsIsNoError(t *testing.T) {
	if err := fault.Check(); err != nil {
		t.Fatal(err)
	}
	if err := fault.Check(fault.Field{Name: "email"}); !errors.Is(err, fault.ErrInvalid) {
		t.Fatal(err)
	}
}
