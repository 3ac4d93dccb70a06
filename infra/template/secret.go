package template

type secretProperties struct {
	Name                 string
	GenerateSecretString struct{ PasswordLength number }
}

func (s *scope) readSecrets(out *Service) error {
	for _, r := range s.resources {
		if r.kind != kindSecret {
			continue
		}
		p := secretProperties{}
		p.GenerateSecretString.PasswordLength = 32 // what Secrets Manager assumes
		if err := s.properties(r, &p); err != nil {
			return err
		}
		arn, err := s.physicalID(r.id)
		if err != nil {
			return err
		}
		if p.Name == "" {
			p.Name = s.named(r.id)
		}
		length := int(p.GenerateSecretString.PasswordLength)
		out.Secrets = append(out.Secrets, Secret{LogicalID: r.id, Name: p.Name, ARN: arn, Length: length})
	}
	return nil
}
