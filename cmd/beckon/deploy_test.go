package main

import (
	"bufio"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// service is what the test reads of a service in compose.yml.
type service struct {
	Image       string
	Hostname    string
	Environment map[string]string
	EnvFile     any                       `yaml:"env_file"` // one name or several
	DependsOn   map[string]map[string]any `yaml:"depends_on"`
	Networks    []string
	Volumes     []string
}

func readCompose(t *testing.T) map[string]service {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("deploy", "compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]service
		Networks map[string]any
		Volumes  map[string]any
	}
	if err := yaml.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	for name, s := range file.Services {
		for other := range s.DependsOn {
			if _, there := file.Services[other]; !there {
				t.Errorf("%s depends on %s, which is no service", name, other)
			}
		}
		for _, n := range s.Networks {
			if _, there := file.Networks[n]; !there {
				t.Errorf("%s is on the network %s, which is none", name, n)
			}
		}
		for _, v := range s.Volumes {
			volume, _, _ := strings.Cut(v, ":")
			if _, there := file.Volumes[volume]; !there && !strings.HasPrefix(volume, "./") {
				t.Errorf("%s uses the volume %s, which is none", name, volume)
			}
		}
	}
	return file.Services
}

// beckons are the services that run Beckon.
func beckons(services map[string]service) map[string]service {
	maps.DeleteFunc(services, func(_ string, s service) bool { return s.Image != "beckon" })
	return services
}

// knownSettings are the names that beckon serve reads from the environment.
func knownSettings() (names []string) {
	for _, s := range (&config{}).settings() {
		names = append(names, s.env)
	}
	return names
}

func TestComposeSetsOnlyWhatBeckonKnows(t *testing.T) {
	known := knownSettings()
	all := beckons(readCompose(t))
	if len(all) != 2 {
		t.Fatalf("it runs %d Beckons, want 2", len(all))
	}
	for name, s := range all {
		if s.Hostname != name {
			t.Errorf("%s calls itself %q: its leases would be another's after a restart", name, s.Hostname)
		}
		for env := range s.Environment {
			if !slices.Contains(known, env) {
				t.Errorf("%s sets %s, which Beckon does not know", name, env)
			}
		}
		files, _ := s.EnvFile.([]any)
		for _, file := range files {
			for _, env := range namesIn(t, file.(string)+".example") {
				if !slices.Contains(known, env) {
					t.Errorf("%s.example sets %s, which Beckon does not know", file, env)
				}
			}
		}
	}
}

func TestComposeGivesWhatSeveralInstancesNeed(t *testing.T) {
	for name, s := range beckons(readCompose(t)) {
		set := slices.Collect(maps.Keys(s.Environment))
		files, _ := s.EnvFile.([]any)
		for _, file := range files {
			set = append(set, namesIn(t, file.(string)+".example")...)
		}
		for _, env := range []string{
			"BECKON_SECRET", "BECKON_URL", "BECKON_MONGODB_URI", "BECKON_PROXIES", "BECKON_DRAIN_DELAY",
			"INNGEST_BASE_URL", "INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY",
		} {
			if !slices.Contains(set, env) {
				t.Errorf("%s is not given %s", name, env)
			}
		}
		c := config{}
		filledIn := []string{"INNGEST_EVENT_KEY=00ff", "INNGEST_SIGNING_KEY=00ff"} // as openssl makes them
		p := program{stderr: io.Discard, environ: append(environ(s.Environment), filledIn...)}
		if err := c.bind(newFlags(p, "serve", ""), p); err != nil {
			t.Fatal(err)
		}
		if err := c.check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

var settingLine = regexp.MustCompile(`^([A-Z_]+)=`)

// namesIn returns what a file of the deploy folder sets.
func namesIn(t *testing.T, file string) (names []string) {
	t.Helper()
	f, err := os.Open(filepath.Join("deploy", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if m := settingLine.FindStringSubmatch(lines.Text()); m != nil {
			names = append(names, m[1])
		}
	}
	return names
}

func TestTheProxyKnowsEveryInstance(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("deploy", "Caddyfile"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range beckons(readCompose(t)) {
		if !strings.Contains(string(raw), " "+name+":8080") {
			t.Errorf("the Caddyfile does not name %s", name)
		}
	}
	if !strings.Contains(string(raw), "respond /metrics 404") {
		t.Error("the Caddyfile shows /metrics to everybody")
	}
	if !strings.Contains(string(raw), "health_uri /readyz") {
		t.Error("the Caddyfile does not look at /readyz")
	}
}
