//! How reporters are answered, how disputes are mediated, and where matters come from.

use super::names::names;

names! {
    /// How a reporter is told.
    ReplyChannel {
        /// By telephone.
        Phone = "PHONE",
        /// Face to face.
        InPerson = "IN_PERSON",
        /// In writing.
        Written = "WRITTEN",
        /// By a message.
        Message = "MESSAGE",
    }
}

names! {
    /// By whose law a dispute is mediated.
    MediationMethod {
        /// 人民调解.
        Peoples = "PEOPLES",
        /// 司法调解.
        Judicial = "JUDICIAL",
        /// 行政调解.
        Administrative = "ADMINISTRATIVE",
    }
}

names! {
    /// How a case comes in.
    CaseSource {
        /// 来访.
        WalkIn = "WALK_IN",
        /// 来电.
        Phone = "PHONE",
        /// 网上.
        Online = "ONLINE",
        /// 来信.
        Mail = "MAIL",
        /// 领导接待日.
        ReceptionDay = "RECEPTION_DAY",
        /// 巡逻.
        Patrol = "PATROL",
        /// 检查.
        Check = "CHECK",
        /// 走访.
        Round = "ROUND",
        /// 上级交办.
        Superior = "SUPERIOR",
        /// 部门移送.
        Referral = "REFERRAL",
        /// 导入.
        Import = "IMPORT",
    }
}
