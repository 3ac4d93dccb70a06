package template

// KMSKey is one key of KMS.
type KMSKey struct {
	LogicalID string
	ARN       string
	Spec      string
	Usage     string
}

type kmsKeyProperties struct{ KeySpec, KeyUsage string }

func (s *scope) readKMSKeys(out *Service) error {
	for _, r := range s.resources {
		if r.kind != kindKMSKey {
			continue
		}
		p := kmsKeyProperties{"SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"} // what KMS assumes
		if err := s.properties(r, &p); err != nil {
			return err
		}
		arn, err := s.attribute(r.id, "Arn")
		if err != nil {
			return err
		}
		out.KMSKeys = append(out.KMSKeys, KMSKey{LogicalID: r.id, ARN: arn, Spec: p.KeySpec, Usage: p.KeyUsage})
	}
	return nil
}
