//! The words that the demo town is told in.

/// The town that most of the work is in, and two beside it: code, name, name in English, and the
/// names of its communities.
pub(super) const TOWNS: &[(&str, &str, &str, &[&str])] = &[
    (
        "990101001",
        "临溪镇",
        "Linxi",
        &["桥头社区", "南坝社区", "书院社区", "竹林社区", "东渡社区", "石磨村", "荷塘村", "上湾村"],
    ),
    ("990101002", "云台镇", "Yuntai", &["茶亭社区", "北坡村"]),
    ("990101003", "青禾街道", "Qinghe", &["文昌社区", "柳岸社区"]),
];

pub(super) const DISTRICT: (&str, &str, &str) = ("990101", "青石区", "Qingshi");

pub(super) const SURNAMES: &[&str] = &[
    "林", "陈", "黄", "周", "吴", "郑", "何", "罗", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭",
];

pub(super) const GIVEN_NAMES: &[&str] = &[
    "晓岚", "建平", "文静", "志远", "秀兰", "国栋", "雨桐", "海涛", "丽娟", "子安", "若溪", "永康",
    "佳宁", "明哲", "春梅", "思远", "慧敏", "长河", "安然", "立新",
];

/// Teams: kind, name, and whether it is a member unit.
pub(super) const TEAMS: &[(&str, &str, bool)] = &[
    ("RECEPTION", "受理接待组", false),
    ("MEDIATION", "矛盾调解组", false),
    ("PATROL", "治安巡逻组", false),
    ("PUBLIC_PLACES", "公共场所组", false),
    ("FIRE_SAFETY", "消防安全组", false),
    ("ROAD_SAFETY", "道路交通组", false),
    ("SCHOOL_SAFETY", "校园安全组", false),
    ("FOOD_AND_WATER_SAFETY", "食品与水域组", false),
    ("EMERGENCY", "应急处置组", false),
    ("LEGAL_AID", "法律援助组", false),
    ("REPORTING", "信息上报组", false),
    ("SUPERVISION", "督办考核组", false),
    ("OTHER", "派出所", true),
    ("OTHER", "司法所", true),
    ("OTHER", "中心小学", true),
];

/// Categories: code, name, name in English, the kind of team that mostly gets it, and matters.
pub(super) type Category =
    (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

pub(super) const CATEGORIES: &[(&str, &str, &str, &[Category])] = &[
    (
        "ENV",
        "环境卫生",
        "Environment",
        &[
            (
                "ENV-WASTE",
                "垃圾清运",
                "Waste",
                "PUBLIC_PLACES",
                &["垃圾桶满溢", "建筑垃圾堆放路边", "绿化带内有杂物"],
            ),
            (
                "ENV-NOISE",
                "噪声扰民",
                "Noise",
                "MEDIATION",
                &["夜间施工噪声", "广场音响声音过大", "店铺促销喇叭扰民"],
            ),
            (
                "ENV-WATER",
                "河道沟渠",
                "Watercourses",
                "FOOD_AND_WATER_SAFETY",
                &["河道漂浮物", "沟渠堵塞积水", "排水口异味"],
            ),
        ],
    ),
    (
        "ROAD",
        "道路交通",
        "Roads and traffic",
        &[
            (
                "ROAD-SURFACE",
                "路面设施",
                "Road surface",
                "ROAD_SAFETY",
                &["路面坑洼", "井盖松动", "护栏损坏"],
            ),
            (
                "ROAD-LIGHT",
                "路灯照明",
                "Street lighting",
                "ROAD_SAFETY",
                &["路灯不亮", "路灯白天常亮", "灯杆倾斜"],
            ),
            (
                "ROAD-PARKING",
                "停车秩序",
                "Parking",
                "ROAD_SAFETY",
                &["占道停车", "消防通道停车", "停车位划线不清"],
            ),
        ],
    ),
    (
        "DISPUTE",
        "矛盾纠纷",
        "Disputes",
        &[
            (
                "DISPUTE-NEIGHBOUR",
                "邻里纠纷",
                "Neighbours",
                "MEDIATION",
                &["楼上漏水争议", "公共楼道堆物争议", "宅基地边界争议"],
            ),
            (
                "DISPUTE-PROPERTY",
                "物业纠纷",
                "Property management",
                "MEDIATION",
                &["物业费用争议", "电梯维修迟缓", "公共维修资金使用争议"],
            ),
            (
                "DISPUTE-WAGES",
                "劳动报酬",
                "Wages",
                "LEGAL_AID",
                &["工程款结算争议", "工资发放延迟", "劳动合同争议"],
            ),
            (
                "DISPUTE-CONSUMER",
                "消费纠纷",
                "Consumers",
                "OTHER",
                &["预付卡退款争议", "商品质量争议", "维修收费争议"],
            ),
        ],
    ),
    (
        "SAFETY",
        "公共安全",
        "Public safety",
        &[
            (
                "SAFETY-FIRE",
                "消防隐患",
                "Fire hazards",
                "FIRE_SAFETY",
                &["楼道堆放可燃物", "灭火器过期", "电动车飞线充电"],
            ),
            (
                "SAFETY-BUILDING",
                "房屋安全",
                "Buildings",
                "EMERGENCY",
                &["外墙瓷砖松动", "老旧房屋墙体开裂", "围墙倾斜"],
            ),
            (
                "SAFETY-FOOD",
                "食品安全",
                "Food",
                "FOOD_AND_WATER_SAFETY",
                &["餐馆后厨卫生", "食品过期销售", "摊点无遮盖"],
            ),
            (
                "SAFETY-SCHOOL",
                "校园周边",
                "Around schools",
                "SCHOOL_SAFETY",
                &["校门口交通拥堵", "校园周边摊点占道", "校车停靠点不明"],
            ),
        ],
    ),
    (
        "SERVICE",
        "便民服务",
        "Services",
        &[
            (
                "SERVICE-UTILITY",
                "水电气",
                "Utilities",
                "OTHER",
                &["停水未通知", "水压不足", "电表箱门损坏"],
            ),
            (
                "SERVICE-WELFARE",
                "社会保障",
                "Welfare",
                "RECEPTION",
                &["医保手续咨询", "老年证办理咨询", "救助申请咨询"],
            ),
            (
                "SERVICE-FACILITY",
                "公共设施",
                "Public facilities",
                "PUBLIC_PLACES",
                &["健身器材损坏", "公厕设施损坏", "公告栏破损"],
            ),
        ],
    ),
];

pub(super) const SPOTS: &[&str] = &[
    "北门",
    "菜市场旁",
    "老桥边",
    "小学路口",
    "活动中心前",
    "河堤步道",
    "二期楼下",
    "公交站旁",
    "文化广场",
    "后巷",
];

/// Places: kind, the ends of their names, and the checklist that a check of them asks.
pub(super) const PLACES: &[(&str, &[&str], &str)] = &[
    ("SCHOOL", &["幼儿园", "小学", "中学"], "SCHOOL"),
    ("RENTAL_HOUSING", &["出租公寓", "租住院落"], "RENTAL_HOUSING"),
    ("SHOP", &["便利店", "五金店", "服装店"], "FIRE"),
    ("RESTAURANT", &["小吃店", "饭馆", "食堂"], "FOOD_AND_WATER"),
    ("CONSTRUCTION_SITE", &["安置房工地", "道路工地"], "CONSTRUCTION_SITE"),
    ("FACTORY", &["加工厂", "木器作坊"], "FIRE"),
    ("PUBLIC_VENUE", &["文化站", "健身中心"], "FIRE"),
    ("ROAD", &["桥", "交叉路口"], "ROAD"),
    ("WATER", &["水塘", "河段"], "ROAD"),
];

pub(super) const NOTES: &[&str] = &[
    "已到现场查看。",
    "已联系相关责任方。",
    "约定本周内完成整改。",
    "双方同意继续协商。",
    "需要其他部门配合。",
];
pub(super) const RESOLUTIONS: &[&str] = &[
    "已整改完成，现场复核合格。",
    "双方达成一致意见。",
    "已督促责任方完成维修。",
    "已清理完毕。",
    "已解释政策并协助办理。",
];
