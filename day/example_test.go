package day_test

import (
	"fmt"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
)

func ExampleDayOf() {
	dayZero := day.MustDate("2025-01-02")
	for _, date := range []string{"2024-12-27", "2025-01-02", "2025-02-13"} {
		number := day.DayOf(day.MustDate(date), dayZero)
		fmt.Println(date, number, number.Chinese())
	}
	// Output:
	// 2024-12-27 Day −6 −6 d
	// 2025-01-02 Day 0 0 d
	// 2025-02-13 Day +42 +42 d
}

func ExampleAgeOn() {
	age, _ := day.AgeOn(day.MustDate("2024-05-20"), day.MustDate("2025-01-02")) // synthetic date of birth
	fmt.Println(age, age.Chinese())
	// Output: 7 months 7月龄
}

func ExampleDate_End() {
	shanghai := time.FixedZone("CST", 8*3600)
	fmt.Println(day.MustDate("2024-12-20").End(shanghai).UTC().Format(time.RFC3339Nano))
	// Output: 2024-12-20T15:59:59.999999999Z
}

func ExampleParseMoment() {
	moment, _ := day.ParseMoment("2024-12-17", time.UTC)
	fmt.Println(moment, moment.DateOnly())
	_, err := day.ParseMoment("17.12.2024", time.UTC)
	fmt.Println(err)
	// Output:
	// 2024-12-17 true
	// "17.12.2024" is not a date; write it as year-month-day, such as 2024-12-20
}
