package contract

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkHead holds an answer to HEAD against the contract's for GET: a page for anyone has the same
// status and headers, without the body. The contract does not list HEAD.
func (c *Contract) checkHead(e Exchange) error {
	get := e.Request.Clone(e.Request.Context())
	get.Method = http.MethodGet
	route, _, err := c.router.FindRoute(get)
	switch {
	case len(e.Body) > 0:
		return errors.New("an answer to HEAD has a body")
	case err != nil || !forAnyone(route.Operation):
		if e.Status != http.StatusNotFound {
			return errors.New("the contract has no such page")
		}
		return nil
	case e.byGateway() || route.Operation.Responses.Status(e.Status) == nil:
		return fmt.Errorf("GET does not list the status %d", e.Status)
	}
	return nil
}

func forAnyone(o *openapi3.Operation) bool { return o.Security != nil && len(*o.Security) == 0 }
