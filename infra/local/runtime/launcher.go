package runtime

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"latchkey/infra/local/process"
)

// launcher knows how to start a process of one function.
type launcher struct {
	function Function
	region   string
	shared   map[string]string
	address  string // of the Runtime API
	api      *runtimeAPI
	log      *sharedWriter
}

func (l launcher) launch(current binary) (*instance, error) {
	i := newInstance(l.function, current)
	output := &prefixWriter{prefix: "[" + l.function.Name + "] ", out: l.log}
	i.cmd = exec.Command(l.function.Binary)
	i.cmd.Dir = filepath.Dir(l.function.Binary)
	i.cmd.Env = l.environment(i.id)
	i.cmd.Stdout, i.cmd.Stderr = output, output
	// A grandchild that keeps the pipe open must not keep Wait from returning.
	i.cmd.WaitDelay = time.Second
	l.api.add(i)
	if err := process.Start(i.cmd); err != nil {
		l.api.remove(i)
		return nil, err
	}
	go func() {
		_ = i.cmd.Wait()
		output.flush()
		l.api.remove(i)
		close(i.ended)
	}()
	return i, nil
}

// AccessKey is the id of the key that a function signs with. It names the function, as a role
// would, so that a server that receives its calls can tell whose they are.
func AccessKey(function string) string {
	return "local" + strings.ReplaceAll(function, "-", "")
}

// environment is what Lambda gives and what the template says. Nothing is inherited, so
// that a function cannot depend on a variable that only this machine has.
func (l launcher) environment(id string) []string {
	f := l.function
	values := map[string]string{
		"AWS_LAMBDA_RUNTIME_API":          l.address + "/" + id,
		"AWS_LAMBDA_FUNCTION_NAME":        f.Name,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.MemoryMB),
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_FORMAT":           "JSON",
		"AWS_LAMBDA_LOG_LEVEL":            "INFO",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + f.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      "local/" + id,
		"AWS_EXECUTION_ENV":               "AWS_Lambda_provided.al2023",
		"AWS_REGION":                      l.region,
		"AWS_DEFAULT_REGION":              l.region,
		"AWS_ACCESS_KEY_ID":               AccessKey(f.Name),
		"AWS_SECRET_ACCESS_KEY":           "local",
		"AWS_SESSION_TOKEN":               "local",
		"LAMBDA_TASK_ROOT":                filepath.Dir(f.Binary),
		"_HANDLER":                        "bootstrap",
		"LANG":                            "en_US.UTF-8",
		"TZ":                              ":UTC",
		"PATH":                            "/usr/local/bin:/usr/bin:/bin",
	}
	for _, more := range []map[string]string{f.Environment, l.shared} {
		for name, value := range more {
			values[name] = value
		}
	}
	var list []string
	for name, value := range values {
		list = append(list, name+"="+value)
	}
	return list
}
