package template

// Service is what a template deploys, in the order of the template.
type Service struct {
	Functions   []Function
	Routes      []Route
	Authorizers []Authorizer
	Tables      []Table
	Schedules   []Schedule
	Secrets     []Secret
	CORS        []CORS
	KMSKeys     []KMSKey
	Buses       []Bus
	Pipes       []Pipe
	Rules       []Rule
	Parameters  map[string]string
	Lists       map[string][]string // of the parameters, those that are lists
	Outputs     map[string]string
	Exports     map[string]string // of the outputs, what other stacks may import, by the names of the exports
}

// Function is one Lambda function.
type Function struct {
	LogicalID   string
	Name        string // last element of CodeUri
	ARN         string
	MemoryMB    int
	Timeout     int // seconds
	Environment map[string]string
	Statements  []Statement
}

// Statement is one statement of a function's policy, with every reference resolved.
type Statement struct {
	Effect       string
	Actions      []string
	Resources    []string
	NotResources []string
	Condition    map[string]any
}

// Route is one route of an HTTP API. The route `$default` has no method and no path.
type Route struct {
	API        string // logical id
	Method     string // ANY stands for all
	Path       string
	Function   string // Function.Name
	Authorizer string // Authorizer.Name, empty when anyone may call
}

// Key is the route key that API Gateway shows to functions and in logs.
func (r Route) Key() string {
	if r.Path == "" {
		return "$default"
	}
	return r.Method + " " + r.Path
}

// Authorizer is a Lambda authorizer of an HTTP API.
type Authorizer struct {
	Name            string
	API             string
	Function        string   // Function.Name, or the ARN of a function that was imported
	IdentitySources []string // such as $request.header.Authorization
	PayloadVersion  string
	SimpleResponses bool
	CacheSeconds    int
}

// CORS says what pages of other origins may do at an HTTP API.
type CORS struct {
	API                                                     string // logical id
	AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []string
	AllowCredentials                                        bool
	MaxAge                                                  int // seconds
}

// Schedule invokes a function at times.
type Schedule struct {
	Name       string
	ARN        string
	Function   string // Function.Name
	Expression string
}

// Secret is one secret of Secrets Manager, to be generated at deployment.
type Secret struct {
	LogicalID string
	Name      string
	ARN       string
	Length    int
}

// Function finds a function by its name.
func (s *Service) Function(name string) (Function, bool) {
	for _, f := range s.Functions {
		if f.Name == name {
			return f, true
		}
	}
	return Function{}, false
}
