// Command probe is a function that does what its payload says.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// generation is set by the linker, so that a test can tell a rebuilt binary.
var generation = "1"

type request struct {
	Do   string
	Text string
}

type response struct {
	Text       string
	Pid        int
	Generation string
	RequestID  string
	ARN        string
	Environ    []string
}

func handle(ctx context.Context, r request) (response, error) {
	lc, _ := lambdacontext.FromContext(ctx)
	switch r.Do {
	case "fail":
		return response{}, errors.New(r.Text)
	case "panic":
		panic(r.Text)
	case "exit":
		os.Exit(3)
	case "hang": // prints its pid, then runs until it is killed
		fmt.Println("hanging " + strconv.Itoa(os.Getpid()))
		select {}
	}
	return response{
		Text: r.Text, Pid: os.Getpid(), Generation: generation,
		RequestID: lc.AwsRequestID, ARN: lc.InvokedFunctionArn, Environ: os.Environ(),
	}, nil
}

func main() {
	if os.Getenv("FAIL_INIT") != "" {
		fmt.Println("cannot start")
		os.Exit(1)
	}
	lambda.Start(handle)
}
