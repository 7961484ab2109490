//! What cases say: phrases of which a few are in very many cases and most are in very few, as words
//! are. Each phrase stands apart in its text, so that the words of a case are those of its phrases.

use wardbook::read::search::tokens;

use super::numbers::PHRASES;
use crate::connection::Connection;

/// Where it was, by two signs and one of the kinds of estates.
const ESTATE: [&str; 20] = [
    "青石", "东湖", "金桥", "望江", "翠竹", "和平", "建新", "滨河", "云山", "五里", "锦绣", "南苑",
    "红星", "兴隆", "百合", "春晖", "梅园", "安康", "汇景", "长乐",
];
const ESTATE_KIND: [&str; 5] = ["花园", "小区", "新村", "公寓", "大厦"];

/// What it was about, the commonest first.
const MATTERS: [&str; 20] = [
    "夜间施工噪音扰民",
    "楼道堆放杂物",
    "车辆占用消防通道",
    "二次供水停水",
    "路灯不亮",
    "邻里纠纷",
    "电动车违规充电",
    "垃圾清运不及时",
    "油烟扰民",
    "井盖破损",
    "拖欠工资",
    "房屋漏水",
    "违章搭建",
    "犬只伤人",
    "电梯故障",
    "噪音与油烟",
    "高空抛物",
    "燃气泄漏",
    "围墙倾斜",
    "河道污染",
];

/// What was noted, the commonest first.
const NOTES: [&str; 10] = [
    "已到现场查看，与双方沟通，约定整改时间，下周再次回访",
    "已电话联系，对方愿意配合",
    "转请物业处理，等待答复",
    "现场已清理，拍照留存",
    "双方达成协议，签字确认",
    "约定下周召开协调会",
    "Spoke with the caretaker, the leak is fixed",
    "材料不全，请补充",
    "无法联系，改日再访",
    "已报上级部门备案",
];

/// The signs that the names of shops begin and end with.
const FIRST: &str = "福禄寿喜财顺发达旺盛昌隆泰丰裕源恒永久长远大同合众友谊仁义礼智信诚真善美佳优";
const SECOND: &str = "记号行坊阁轩斋堂馆楼亭台庄园圃苑居舍庐府第宅院店铺市场所站点处局社会团队组班";

/// What every case says, beside its phrases.
pub(super) const SAID: &str = "居民反映，希望有关单位到现场查看，尽快协调处理";

/// The phrases of each kind, in the order of how common they are.
fn phrases(kind: &str) -> Vec<String> {
    let pairs = |first: &[&str], second: &[&str]| -> Vec<String> {
        let all =
            first.iter().flat_map(|one| second.iter().map(move |other| format!("{one}{other}")));
        all.collect()
    };
    let signs = |text: &'static str| -> Vec<&'static str> {
        text.split("").filter(|s| !s.is_empty()).collect()
    };
    match kind {
        "place" => pairs(&ESTATE, &ESTATE_KIND),
        "matter" => MATTERS.map(str::to_owned).into(),
        "note" => NOTES.map(str::to_owned).into(),
        _ => {
            let shops = pairs(&signs(FIRST), &signs(SECOND));
            let named = shops.iter().enumerate().map(|(number, shop)| match number % 20 {
                7 => format!("water pipe leaking near gate {number}"),
                _ => format!("涉及{shop}"),
            });
            named.collect()
        }
    }
}

/// Makes the table of phrases, each with what an index finds it by.
pub(super) async fn fill(connection: &mut Connection) -> anyhow::Result<()> {
    connection
        .run(
            "create table bench_phrases (kind text not null, number bigint not null, \
             phrase text not null, tokens text not null, primary key (kind, number))",
        )
        .await?;
    for (kind, ..) in PHRASES {
        let rows: Vec<String> = phrases(kind)
            .iter()
            .enumerate()
            .map(|(number, phrase)| {
                format!("('{kind}', {number}, '{phrase}', '{}')", tokens(phrase).join(" "))
            })
            .collect();
        connection.run(&format!("insert into bench_phrases values {}", rows.join(", "))).await?;
    }
    Ok(())
}

/// The phrases of a case, to be joined to its numbers `c`.
pub(super) fn joined() -> String {
    PHRASES
        .iter()
        .map(|(kind, ..)| {
            format!(" join bench_phrases {kind} on {kind}.kind = '{kind}' and {kind}.number = c.{kind}_n")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_phrases_as_cases_are_given() {
        for (kind, number, _) in PHRASES {
            assert_eq!(phrases(kind).len() as u64, number, "{kind}");
        }
    }
}
