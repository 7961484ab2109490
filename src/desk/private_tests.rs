use proptest::prelude::*;

use super::*;

/// What may stand between the digits of a number, in a place.
const BETWEEN: [&str; 24] = [
    "",
    " ",
    "-",
    ".",
    "－",
    "\u{a0}",
    "\u{3000}",
    "\t",
    "\n",
    "\r\n",
    "–",
    "—",
    "‑",
    "−",
    "·",
    "．",
    "/",
    ",",
    "，",
    "_",
    " - ",
    ") ",
    "\u{200b}",
    "\u{2060}-\u{feff}",
];

/// Writes a digit in one of several scripts.
fn written(digit: char, script: usize) -> char {
    let zero = ['0', '０', '٠', '۰', '०', '𝟎', '𝟘', '\u{1fbf0}'][script];
    char::from_u32(zero as u32 + digit.to_digit(10).unwrap()).unwrap()
}

#[test]
fn numbers_of_persons_are_masked_but_for_three_digits() {
    for (text, expected) in [
        ("请回电13812345678。", "请回电138********。"),
        ("call 138 1234 5678 now", "call 138 **** **** now"),
        ("１３８１２３４５６７８", "１３８********"),
        ("0591-87654321", "059*-********"),
        ("+86 13812345678", "+86 1**********"),
        ("+44 20 7946 0958", "+44 2* **** ****"),
        ("身份证350102199003074518", "身份证350***************"),
        ("35010219900307451X号", "350***************号"),
        ("350102900307451", "350************"),
        ("350102 19900307 451X", "350*** ******** ****"),
        ("13812345678 13987654321", "138******** 139********"),
        ("1202 13812345678", "1202 138********"),
        ("2026-03-01 13812345678", "2026-03-01 138********"),
        ("13812345678-2", "138********-2"),
        ("\n13812345678\n", "\n138********\n"),
    ] {
        assert_eq!(masked(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn however_a_number_is_written_it_is_masked() {
    for (text, expected) in [
        // Letters beside it.
        ("tel13800138000", "tel138********"),
        ("wx13800138000", "wx138********"),
        ("Q13800138000", "Q138********"),
        ("_13800138000", "_138********"),
        ("A13812345678", "A138********"),
        ("13800138000tel", "138********tel"),
        ("id350102199003074518", "id350***************"),
        // Brackets.
        ("(0591)87654321", "(059*)********"),
        ("（0591）87654321", "（059*）********"),
        ("（0591） 8765 4321", "（059*） **** ****"),
        ("(+86)13800138000", "(+86)1**********"),
        ("＋44 (0) 20 7946 0958", "＋44 (0) ** **** ****"),
        ("[138]0013 8000", "[138]**** ****"),
        // What stands between.
        ("138 - 0013 - 8000", "138 - **** - ****"),
        ("138\u{a0}0013\u{3000}8000", "138\u{a0}****\u{3000}****"),
        ("138\n0013\t8000", "138\n****\t****"),
        ("138——0013——8000", "138——****——****"),
        ("138·0013．8000", "138·****．****"),
        ("138,0013，8000", "138,****，****"),
        ("138/0013_8000", "138/****_****"),
        ("138-00-13-80-00", "138-**-**-**-**"),
        ("1 3 8 0 0 1 3 8 0 0 0", "1 3 8 * * * * * * * *"),
        ("1-3-8 0-0-1-3 8-0-0-0", "1-3-8 *-*-*-* *-*-*-*"),
        ("138\u{200b}0013\u{200d}8000", "138\u{200b}****\u{200d}****"),
        ("1\u{feff}3\u{2060}800138000", "1\u{feff}3\u{2060}8********"),
        ("1️⃣3️⃣8️⃣00138000", "1️⃣3️⃣8️⃣********"),
        // Digits of any script.
        ("١٣٨٠٠١٣٨٠٠٠", "١٣٨********"),
        ("𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎", "𝟏𝟑𝟖********"),
        ("𝟣𝟥𝟪００138०००", "𝟣𝟥𝟪********"),
        // Several in one.
        ("1380013800013900139000", "138********139********"),
        ("请回电1380013800013900139000急", "请回电138********139********急"),
        ("35010219900307451X13800138000", "350***************138********"),
        ("13800138000350102199003074518", "138********350***************"),
        ("13800138000+8613900139000", "138********+861**********"),
        ("013800138000", "013*********"),
        ("0086-138-0013-8000", "008*-***-****-****"),
        // Identity numbers.
        ("350102 - 19900307 - 4518", "350*** - ******** - ****"),
        (
            "350102\u{200b}19900307\u{200b}451\u{200b}x",
            "350***\u{200b}********\u{200b}***\u{200b}*",
        ),
        ("350102 1990-03-07 451X", "350*** ****-**-** ****"),
        ("350102-1990-03-07-451-X", "350***-****-**-**-***-*"),
        ("3 5 0 1 0 2 1 9 9 0 0 3 0 7 4 5 1 X", "3 5 0 * * * * * * * * * * * * * * *"),
        ("٣٥٠١٠٢٩٠٠٣٠٧٤٥١", "٣٥٠************"),
        // A service's number beside a person's.
        ("400-800-1234, 13800138000", "400-800-1234, 138********"),
    ] {
        assert_eq!(masked(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn other_numbers_stand() {
    for text in [
        "",
        "2026-03-01 08:30",
        "2026/03/01 – 2026/03/05",
        "2026.3.1-2026.3.15",
        "2026-03-01,2026-03-02,2026-03-03",
        "8.30–11.30, 13.30–17.30",
        "IMG_20260301_101530.jpg",
        "351-2026-000123",
        "3号楼1202室",
        "0101, 0102, 0103",
        "301/302/303/304",
        "12345",
        "12345678",
        "订单 20260301123456",
        "110, 119, 120",
        "1，2，3，4，5，6，7，8，9，10，11，12",
        "350102999999999999",
        "1.5 2.5 3.5",
        "15.2, 16.1, 17.3, 18.0",
        "18,500,000,000.00元",
        "1,350,000 + 2,870,000",
        "26.0745, 119.2965",
        "350102006-2026-000123",
        "350102006001-2026-000001",
        "350102-2026-000123, 350102-2026-000124",
        "2026-01-02 2026-03-04",
        "12X34",
        "粤B12345",
        "闽A·D12345",
        "400-800-1234",
        "400 800 1234",
        "4008001234",
        "400-123-4567",
        "800-810-8888",
        "8008108888",
        "请拨400-123-4567转1",
        "（400）123-4567，（800）810-8888",
        "LX-2026-000123",
        "LX-2026-000123, LX-2026-000124",
        "见LX-2026-000123（2026-03-01）",
        "12,345,678,901.00元",
        "13,812,345,678元",
        "+18,500,000元",
        "1,380,013,800,000",
        "95598",
        "6222021300138001234",
        "case_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
    ] {
        assert_eq!(masked(text), None, "{text}");
    }
}

#[test]
fn days_and_times_stand() {
    let days = ["2026-03-15", "2026/3/5", "2026.12.31", "20260315", "2026年3月15日", "15.03.2026"];
    let times = ["", " 08:30", " 08:30:59", " 13.30", "T18:05:00Z"];
    let between = [" ", "-", "–", " – ", "/", ", ", "，", "至", "\n"];
    for (day, time) in days.iter().flat_map(|day| times.map(|time| (day, time))) {
        assert_eq!(masked(&format!("{day}{time}")), None);
        for (to, between) in days.iter().flat_map(|to| between.map(|between| (to, between))) {
            let text = format!("{day}{time}{between}{to}{time}");
            assert_eq!(masked(&text), None, "{text}");
        }
    }
}

/// Each place begins a few stretches that are looked at, however long the text is.
#[test]
fn what_is_looked_at_grows_with_the_text_and_no_faster() {
    for unit in ["1 ", "1", "13800138000", "13800138000 ", "1,3", "\u{200b}1", "0591 "] {
        for times in [10, 1_000, 100_000] {
            let text = unit.repeat(times);
            let digits = text.chars().filter(|sign| digit(*sign).is_some()).count();
            let mut looked_at = 0;
            let runs = runs(&text);
            runs.iter().for_each(|run| run.each_window(|_| looked_at += 1));
            assert!(looked_at <= digits * LENGTHS.len(), "{unit} {times}: {looked_at}");
            assert_eq!(runs.iter().map(|run| run.digits.len()).sum::<usize>(), digits);
        }
    }
}

proptest! {
    #[test]
    fn a_number_is_found_however_it_is_written(
        number in "1[3-9][0-9]{9}|0[3-9][1-9]{2}[2-8][0-9]{7}|35010219[5-9][0-9]0[1-9]1[0-9]{5}",
        scripts in prop::collection::vec(0..8_usize, 18),
        between in prop::sample::select(&BETWEEN[..]),
        before in prop::sample::select(&["", "tel", "Q", "_", "电话：", "(", "\u{200b}"][..]),
        behind in prop::sample::select(&["", "tel", "。", ")", "室"][..]),
    ) {
        let group = if number.len() == 11 { [3, 7, 11] } else { [4, 8, 12] };
        let group = if number.len() == 18 { [6, 14, 18] } else { group };
        let mut text = before.to_owned();
        for (place, sign) in number.chars().enumerate() {
            if group.contains(&place) {
                text.push_str(between);
            }
            text.push(written(sign, scripts[place]));
        }
        text.push_str(behind);
        let masked = masked(&text).unwrap_or_default();
        prop_assert_eq!(masked.matches('*').count(), number.len() - LEGIBLE, "{}", text);
    }

    /// Nothing but digits is ever hidden, and each is one star.
    #[test]
    fn what_is_no_digit_stays(text in "[0-9٠-٩０-９Xx +,./_()\\-\u{200b}a-c]{0,60}") {
        if let Some(masked) = masked(&text) {
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            for (was, is) in text.chars().zip(masked.chars()) {
                prop_assert!(is == was || (is == '*' && (was.is_numeric() || "xX".contains(was))));
            }
        }
    }
}
