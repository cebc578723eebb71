package programme

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// ErrRandom is wrapped when the source of randomness fails.
var ErrRandom = errors.New("randomness could not be read")

// Research is a table of transplants without names, true dates or rare
// combinations.
type Research struct {
	CSV        []byte
	Rows       int
	Later      int      // later transplants of a child, left out: they are few and would tell the child
	Suppressed int      // rows left out because their combination is rarer than K
	K          int      // smallest group of rows that share every known-at-transplant column
	Columns    []string // the columns that were held together to find K
	Coarse     int      // how many steps the columns were made coarser
	Synthetic  bool
}

// shiftDays is the widest shift of dates, either way: half a year, so that the
// season is lost too. A convention of the house.
const shiftDays = 182

// mostSuppressed is the share of rows beyond which columns are made coarser
// before rows are left out.
const mostSuppressed = 0.05

// columns known at transplant, by which a person could be found again, finest
// first; each step of coarseness drops or widens one.
func identifying(r Row, coarse int) []string {
	age := ageBand(r.AgeMonths, coarse >= 1)
	sex, graft, conditioning, donor := r.Sex, r.Graft, r.Conditioning, r.Donor
	if coarse >= 2 {
		conditioning = "*"
	}
	if coarse >= 3 {
		graft = "*"
	}
	if coarse >= 4 {
		sex = "*"
	}
	if coarse >= 5 {
		donor = "*"
	}
	return []string{r.Group, donor, graft, conditioning, age, sex}
}

const coarsest = 5

var identifyingColumns = []string{"group", "donor", "graft", "conditioning", "age", "sex"}

// ageBand widens the age at transplant to a band.
func ageBand(months *int, wide bool) string {
	if months == nil {
		return "unknown"
	}
	bands := []struct {
		below int
		name  string
	}{{12, "0-11 months"}, {24, "12-23 months"}, {72, "2-5 years"}, {144, "6-11 years"}}
	if wide {
		bands = bands[1:]
		bands[0].name = "0-23 months"
	}
	for _, b := range bands {
		if *months < b.below {
			return b.name
		}
	}
	return "12 years and over"
}

// Deidentify makes a research table of the rows: a random identifier and dates
// moved by a random number of days for each row, the disease left out, the age in
// bands, and no combination of columns known at transplant that fewer than
// LeastInGroup rows share. random gives the bytes (a cryptographic source).
func Deidentify(rows []Row, random io.Reader) (Research, error) {
	out := Research{Columns: identifyingColumns, Synthetic: len(rows) > 0 && rows[0].Synthetic}
	all := len(rows)
	rows = slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return !r.first() })
	out.Later = all - len(rows)
	for ; out.Coarse < coarsest; out.Coarse++ {
		if rare, _ := rarity(rows, out.Coarse); float64(rare) <= mostSuppressed*float64(len(rows)) {
			break
		}
	}
	out.Suppressed, out.K = rarity(rows, out.Coarse)
	sizes := classes(rows, out.Coarse)
	var lines [][]string
	for _, r := range rows {
		columns := identifying(r, out.Coarse)
		if sizes[strings.Join(columns, "\x00")] < LeastInGroup {
			continue
		}
		line, err := researchLine(r, columns, random)
		if err != nil {
			return Research{}, err
		}
		lines = append(lines, line)
	}
	out.Rows = len(lines)
	slices.SortFunc(lines, slices.Compare) // by random identifier: the order tells nothing
	head := append(append([]string{"id", "date_shifted"}, identifyingColumns...), "engrafted", "engraftment_day", "acute_gvhd_grade", "chronic_gvhd", "chronic_gvhd_day", "relapse_day", "next_transplant_day", "status", "death_cause", "follow_up_days", "synthetic")
	out.CSV = sheet(head, func(write func(...string)) {
		for _, l := range lines {
			write(l...)
		}
	})
	return out, nil
}

func researchLine(r Row, columns []string, random io.Reader) ([]string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRandom, err)
	}
	shift := int(binary.BigEndian.Uint64(b[8:])%(2*shiftDays+1)) - shiftDays
	dayOf := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	followed := ""
	if r.followed() {
		followed = strconv.Itoa(r.FollowUpDays)
	}
	line := append([]string{hex.EncodeToString(b[:8]), r.Date.AddDays(shift).String()}, columns...)
	return append(line, r.Engrafted, dayOf(r.EngraftmentDay), r.AcuteGVHD, r.ChronicGVHD, dayOf(r.ChronicGVHDDay), dayOf(r.RelapseDay), dayOf(r.NextTransplantDay), r.Status, r.DeathCause, followed, strconv.FormatBool(r.Synthetic)), nil
}

func classes(rows []Row, coarse int) map[string]int {
	sizes := map[string]int{}
	for _, r := range rows {
		sizes[strings.Join(identifying(r, coarse), "\x00")]++
	}
	return sizes
}

// rarity counts the rows in classes smaller than LeastInGroup and gives the
// smallest of the others.
func rarity(rows []Row, coarse int) (rare, k int) {
	for _, n := range classes(rows, coarse) {
		if n < LeastInGroup {
			rare += n
		} else if k == 0 || n < k {
			k = n
		}
	}
	return rare, k
}
