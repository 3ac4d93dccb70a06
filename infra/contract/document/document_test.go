package document

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// of makes a document of one route, with the schema of its body.
func of(schema string) string {
	return `
info: {title: Lamps, version: '2', description: "One.\n\nTwo."}
tags: [{name: Lamps, description: All of them.}]
x-problem-codes: {no_oil: There is no oil.}
x-functions-without-routes: [{function: sweep, when: at night, who: nobody, summary: Sweeps, problems: [dust]}]
paths:
  /lamps/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put:
      operationId: light-page
      tags: [Lamps]
      summary: Light a lamp
      x-callers: [support, admin]
      requestBody: {required: true, content: {application/json: {schema: ` + schema + `, example: {on: true, name: 'x"y', list: [1, null]}}}}
      responses:
        '204': {description: Lit.}
        '409':
          description: Not lit.
          headers: {retry-after: {schema: {type: integer}}}
          content: {application/problem+json: {schema: {allOf: [{$ref: '#/components/schemas/Problem'}, {type: object, properties: {code: {type: string, enum: [no_oil]}}}]}}}
components:
  schemas:
    Problem: {type: object, properties: {code: {type: string}}}
    Wick: {type: object, description: What burns., required: [length], properties: {length: {type: integer, minimum: 1, description: In millimetres.}}}
    Colour: {type: string, enum: [red, blue], description: Of the light.}
`
}

func TestDocumentsThatCannotBeRead(t *testing.T) {
	for _, source := range []string{"", "{", of(`{$ref: '#/components/schemas/Shade'}`), of(`{type: object, properties: {a: {$ref: '#/nowhere'}}}`)} {
		if _, err := Parse([]byte(source)); err == nil {
			t.Errorf("nobody notices: %.60s", source)
		}
	}
}

func TestDocument(t *testing.T) {
	d, err := Parse([]byte(of(`{type: object}`)))
	if err != nil {
		t.Fatal(err)
	}
	o := d.Operations()[0]
	if o.ID != "light-page" || o.Function != "light" || o.Method != "PUT" || o.Path != "/lamps/{id}" || Callers(o.Callers) != "support, admins" {
		t.Errorf("%+v", o)
	}
	if len(o.Parameters) != 1 || o.Parameters[0].Name != "id" || !o.Parameters[0].Required {
		t.Errorf("the parameters of the path are not those of the route: %+v", o.Parameters)
	}
	if want := "{\n  \"on\": true,\n  \"name\": \"x\\\"y\",\n  \"list\": [\n    1,\n    null\n  ]\n}"; o.Body.Example != want {
		t.Errorf("the example is %s", o.Body.Example)
	}
	refused := o.Answers[1]
	if !refused.Failed() || o.Answers[0].Failed() || !slices.Equal(refused.Headers, []string{"retry-after"}) ||
		!slices.Equal(refused.Contents[0].Codes, []Code{{"no_oil", "There is no oil."}}) {
		t.Errorf("%+v", o.Answers)
	}
	if d.Title != "Lamps" || len(d.Description) != 2 || len(d.Groups) != 1 || len(d.Schemas) != 2 {
		t.Errorf("%+v", d)
	}
	if got := d.Routeless[0]; got.Function != "sweep" || got.When != "at night" || !slices.Equal(got.Problems, []string{"dust"}) {
		t.Errorf("%+v", got)
	}
}

// A schema is put into words that a person reads in one glance.
func TestSchemaSentences(t *testing.T) {
	for schema, want := range map[string]string{
		`{type: string, minLength: 3, maxLength: 254}`:                           "string (3 to 254 characters)",
		`{type: string, minLength: 1, pattern: '^x$'}`:                           "string (not empty, ^x$)",
		`{type: integer, minimum: 1, maximum: 100, default: 25}`:                 "integer (1 to 100, 25 if left out)",
		`{type: [string, 'null'], maxLength: 9}`:                                 "string or null (at most 9 characters)",
		`{type: 'null'}`:                                                         "null",
		`{type: string, format: date-time, pattern: '^x$'}`:                      "time",
		`{type: [string, 'null'], enum: [email, sms, null]}`:                     `"email" | "sms" or null`,
		`{type: string, enum: [Bearer]}`:                                         `"Bearer"`,
		`{type: boolean, enum: [true]}`:                                          "true",
		`{}`:                                                                     "anything",
		`{$ref: '#/components/schemas/Colour'}`:                                  `"red" | "blue", Of the light.`,
		`{allOf: [{$ref: '#/components/schemas/Colour'}], description: Mine.}`:   `"red" | "blue", Mine.`,
		`{$ref: '#/components/schemas/Wick'}`:                                    "->Wick, What burns.",
		`{type: array, maxItems: 3, items: {$ref: '#/components/schemas/Wick'}}`: "list of->Wick (at most 3 entries)",
		`{anyOf: [{$ref: '#/components/schemas/Wick'}, {type: 'null'}]}`:         "->Wick or null",
		`{allOf: [{$ref: '#/components/schemas/Wick'}], description: Mine.}`:     "->Wick, Mine.",
		`{allOf: [{$ref: '#/components/schemas/Problem'}, {type: object, properties: {code: {enum: [a, b]}}}]}`:                "->Problem (code: a | b)",
		`{allOf: [{$ref: '#/components/schemas/Wick'}, {type: object, properties: {b: {type: string}}}]}`:                      "object {length! b}",
		`{type: object, required: [a], properties: {a: {type: boolean}}}`:                                                      "object {a!}",
		`{type: array, items: {allOf: [{$ref: '#/components/schemas/Wick'}], required: [b], properties: {b: {type: string}}}}`: "list of objects {length! b!}",
	} {
		d, err := Parse([]byte(of(`{type: object, properties: {it: ` + schema + `}}`)))
		if err != nil {
			t.Errorf("%s: %v", schema, err)
			continue
		}
		if got := sentence(d.Operations()[0].Body.Members[0]); got != want {
			t.Errorf("%s is %s, want %s", schema, got, want)
		}
	}
}

func sentence(m Member) string {
	out := m.Type.Words
	if m.Type.Of != "" {
		out += "->" + m.Type.Of
	}
	if m.Type.Null {
		out += " or null"
	}
	if len(m.Type.Rules) > 0 {
		out += fmt.Sprintf(" (%s)", strings.Join(m.Type.Rules, ", "))
	}
	if len(m.Members) > 0 {
		var names []string
		for _, inner := range m.Members {
			name := inner.Name
			if inner.Required {
				name += "!"
			}
			names = append(names, name)
		}
		out += " {" + strings.Join(names, " ") + "}"
	}
	if m.Words != "" {
		out += ", " + m.Words
	}
	return out
}
