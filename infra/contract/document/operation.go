package document

import "strings"

// Operation is what a method does at a path.
type Operation struct {
	ID          string
	Function    string // the function that the route leads to
	Method      string
	Path        string
	Summary     string
	Description string
	Callers     []string
	Scope       string // that a service key needs, where services may call
	Parameters  []Parameter
	Body        *Body
	Answers     []Answer
}

// Parameter is something that a request says beside its body.
type Parameter struct {
	Name, In string
	Required bool
	Type     Type
	Words    string
}

// Body is what a request carries.
type Body struct {
	Required bool
	Content
}

// Answer is one way in which a request is answered.
type Answer struct {
	Status   string // of three digits; "default" for what the gateway says itself
	Words    string
	Headers  []string
	Contents []Content
}

// Failed holds for answers that are no success.
func (a Answer) Failed() bool { return !strings.HasPrefix(a.Status, "2") }

// Content is a body in one media type.
type Content struct {
	MediaType string
	Type      Type
	Members   []Member
	Codes     []Code // of a problem
	Example   string // in JSON
}

// Code is a problem's, and what it says.
type Code struct{ Name, Words string }

// pageSuffix is that of the second operation of a function, which shows a page.
const pageSuffix = "-page"

// functionOf is the function of an operation: the one that it names, or the one that it is named after.
func functionOf(n node) string {
	if named := n.text("x-function"); named != "" {
		return named
	}
	return strings.TrimSuffix(n.text("operationId"), pageSuffix)
}

func (r *reader) operation(method, path string, item, n node) Operation {
	o := Operation{
		ID: n.text("operationId"), Function: functionOf(n),
		Method: strings.ToUpper(method), Path: path,
		Summary: n.text("summary"), Description: n.text("description"), Callers: n.at("x-callers").texts(),
		Scope: n.text("x-scope"),
	}
	for _, list := range []node{item.at("parameters"), n.at("parameters")} {
		for p := range list.items() {
			o.Parameters = append(o.Parameters, parameter(p))
		}
	}
	if body := n.at("requestBody").target(); body.Node != nil {
		for mediaType, content := range body.at("content").pairs() {
			o.Body = &Body{body.text("required") == "true", r.content(mediaType, content)}
		}
	}
	for status, answer := range n.at("responses").pairs() {
		o.Answers = append(o.Answers, r.answer(status, answer))
	}
	return o
}

func parameter(n node) Parameter {
	return Parameter{
		Name: n.text("name"), In: n.text("in"), Required: n.text("required") == "true",
		Type: n.at("schema").words(), Words: n.text("description"),
	}
}

func (r *reader) answer(status string, n node) Answer {
	a := Answer{Status: status, Words: n.text("description")}
	for name := range n.at("headers").pairs() {
		a.Headers = append(a.Headers, name)
	}
	for mediaType, content := range n.at("content").pairs() {
		a.Contents = append(a.Contents, r.content(mediaType, content))
	}
	return a
}

func (r *reader) content(mediaType string, n node) Content {
	schema := n.at("schema")
	c := Content{MediaType: mediaType, Type: schema.words(), Example: n.at("example").json()}
	for _, code := range schema.codes() {
		c.Codes = append(c.Codes, Code{code, r.root.at("x-problem-codes").text(code)})
	}
	if schema.name() == "" {
		c.Members = schema.members()
	}
	return c
}
