package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/dayzero-hsct/dayzero/internal/cli"
)

func ExampleRun() {
	c := config()
	c.Stdout, c.Stderr = os.Stdout, new(bytes.Buffer)
	code := cli.Run(context.Background(), []string{"plan"}, c)
	fmt.Println(code == cli.Usage)
	// Output: true
}
