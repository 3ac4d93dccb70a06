package production

import (
	"debug/elf"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2/awss3assets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssam"
	"github.com/aws/jsii-runtime-go"

	"latchkey/infra/template"
)

// packageFunctions makes an asset of each function's build, and has its CodeUri name that.
// SAM wants that of functions, too, whose condition does not hold.
func (s *service) packageFunctions(files Files) error {
	all, err := template.Load(files.Template, template.Options{Parameters: s.settings.Parameters, Unmet: true})
	if err != nil {
		return err
	}
	builds := files.Builds
	for _, f := range all.Functions {
		folder := filepath.Join(builds, f.Name)
		if err := check(filepath.Join(folder, "bootstrap"), s.Parameters["Architecture"]); err != nil {
			return fmt.Errorf("the function %s: %w", f.Name, err)
		}
		s.packageFunction(f, folder)
	}
	return nil
}

// check finds a build that is missing, or that Lambda would start and find to be for another machine.
func check(binary, architecture string) error {
	if _, err := os.Stat(binary); err != nil {
		return fmt.Errorf("it is not built, run `make build` first: %w", err)
	}
	built, err := elf.Open(binary)
	if err != nil {
		return nil // a script, say, runs anywhere
	}
	defer func() { _ = built.Close() }()
	arch := map[string]string{"arm64": "arm64", "x86_64": "amd64"}[architecture]
	if machine := map[string]elf.Machine{"arm64": elf.EM_AARCH64, "amd64": elf.EM_X86_64}[arch]; built.Machine != machine {
		return fmt.Errorf("it is built for another machine than param:Architecture says, run `make build ARCH=%s`", arch)
	}
	return nil
}

func (s *service) packageFunction(f template.Function, folder string) {
	asset := awss3assets.NewAsset(s.stack, jsii.String(f.LogicalID+"Code"), &awss3assets.AssetProps{Path: &folder})
	s.function(f).SetCodeUri(&awssam.CfnFunction_S3LocationProperty{
		Bucket: asset.S3BucketName(),
		Key:    asset.S3ObjectKey(),
	})
}
