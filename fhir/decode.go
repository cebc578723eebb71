package fhir

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The limits of a file that is read.
const (
	longest = 16 << 20 // bytes
	deepest = 64       // objects and lists inside each other
)

// Decoded is a resource as it was read, with everything it carried.
type Decoded struct {
	Type    string
	ID      string
	FullURL string // of the entry of the bundle, which references may name
	Raw     json.RawMessage
	// Resource is a *Patient, *Observation, *MedicationAdministration or
	// *Condition, and nil for any other type, of which only Raw is kept.
	Resource any
}

// Decode reads one resource, or the resources of a bundle in their order. The
// error says why a file is refused; nothing of it is given then.
func Decode(file []byte) ([]Decoded, error) {
	if len(file) > longest {
		return nil, fmt.Errorf("the file is longer than %d bytes", longest)
	}
	if err := sound(file); err != nil {
		return nil, err
	}
	var head struct {
		ResourceType string `json:"resourceType"`
		Entry        []struct {
			FullURL  string          `json:"fullUrl"`
			Resource json.RawMessage `json:"resource"`
		} `json:"entry"`
	}
	if err := json.Unmarshal(file, &head); err != nil {
		return nil, fmt.Errorf("the file is no resource: %w", err)
	}
	if head.ResourceType != "Bundle" {
		one, err := decodeOne(file)
		if err != nil {
			return nil, err
		}
		return []Decoded{one}, nil
	}
	var all []Decoded
	for i, e := range head.Entry {
		if len(e.Resource) == 0 {
			continue // an entry that only says what to do
		}
		one, err := decodeOne(e.Resource)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		one.FullURL = e.FullURL
		all = append(all, one)
	}
	return all, nil
}

func decodeOne(raw json.RawMessage) (Decoded, error) {
	var head struct {
		ResourceType string `json:"resourceType"`
		ID           string `json:"id"`
	}
	if err := json.Unmarshal(raw, &head); err != nil || head.ResourceType == "" {
		return Decoded{}, errors.New("it names no type of resource")
	}
	d := Decoded{Type: head.ResourceType, ID: head.ID, Raw: raw}
	switch head.ResourceType {
	case "Patient":
		d.Resource = new(Patient)
	case "Observation":
		d.Resource = new(Observation)
	case "MedicationAdministration":
		d.Resource = new(MedicationAdministration)
	case "Condition":
		d.Resource = new(Condition)
	default:
		return d, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(d.Resource); err != nil {
		return Decoded{}, fmt.Errorf("%s %s: %w", d.Type, d.ID, err)
	}
	return d, nil
}

// sound walks the text once: no key twice in one object, no modifier extension,
// not too deep, and nothing after the end.
func sound(file []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.UseNumber()
	if err := walk(decoder, 0); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the end of the resource")
	}
	return nil
}

func walk(decoder *json.Decoder, depth int) error {
	if depth > deepest {
		return fmt.Errorf("the file is nested deeper than %d", deepest)
	}
	token, err := decoder.Token()
	if err != nil {
		return fmt.Errorf("the file is not JSON: %w", err)
	}
	opening, isDelimiter := token.(json.Delim)
	if !isDelimiter {
		return nil
	}
	keys := map[string]bool{}
	for decoder.More() {
		if opening == '{' {
			key, err := decoder.Token()
			if err != nil {
				return fmt.Errorf("the file is not JSON: %w", err)
			}
			name, _ := key.(string)
			if keys[name] {
				return fmt.Errorf("the key %q stands twice in one object", name)
			}
			if name == "modifierExtension" {
				return errors.New("a modifier extension could turn the meaning round; the file is refused")
			}
			keys[name] = true
		}
		if err := walk(decoder, depth+1); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return fmt.Errorf("the file is not JSON: %w", err)
	}
	return nil
}
