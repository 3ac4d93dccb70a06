package template

import "fmt"

type corsProperties struct {
	AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []string
	AllowCredentials                                        boolean
	MaxAge                                                  number
}

func (s *scope) readCORS(out *Service) error {
	for _, r := range s.resources {
		if r.kind != kindAPI {
			continue
		}
		p, err := s.apiProperties(r)
		if err != nil {
			return err
		}
		if p.CorsConfiguration == nil {
			continue
		}
		c, err := s.cors(p.CorsConfiguration)
		if err != nil {
			return fmt.Errorf("resource %s: %w", r.id, err)
		}
		c.API = r.id
		out.CORS = append(out.CORS, c)
	}
	return nil
}

// cors reads a configuration in full. SAM takes `true` too, by which it opens an API to all origins.
func (s *scope) cors(given any) (CORS, error) {
	var document struct{ CorsConfiguration corsProperties }
	if _, isMapping := given.(map[string]any); !isMapping {
		return CORS{}, s.options.unknown(fmt.Sprintf("the property CorsConfiguration as %v", given))
	}
	err := s.options.decode(kindAPI, map[string]any{"CorsConfiguration": given}, &document)
	p := document.CorsConfiguration
	return CORS{
		AllowOrigins: p.AllowOrigins, AllowMethods: p.AllowMethods, AllowHeaders: p.AllowHeaders, ExposeHeaders: p.ExposeHeaders,
		AllowCredentials: bool(p.AllowCredentials), MaxAge: int(p.MaxAge),
	}, err
}
