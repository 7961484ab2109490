//! Writing the district's rows.

use sea_orm::{
    ActiveModelTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, IntoActiveModel,
    TransactionTrait,
};

use super::Town;

/// Few enough for SQLite's limit of values in one statement.
const ROWS_AT_ONCE: usize = 500;

async fn insert<M, A>(writing: &DatabaseTransaction, rows: &[M])
where
    M: Clone + IntoActiveModel<A>,
    A: ActiveModelTrait + Send,
{
    for rows in rows.chunks(ROWS_AT_ONCE) {
        let rows = rows.iter().cloned().map(|row| row.into_active_model().reset_all());
        A::Entity::insert_many(rows).exec_without_returning(writing).await.unwrap();
    }
}

impl Town {
    /// Adds these rows to a database.
    pub(crate) async fn write(&self, connection: &DatabaseConnection) {
        let writing = connection.begin().await.unwrap();
        insert(&writing, &self.areas).await;
        insert(&writing, &self.users).await;
        insert(&writing, &self.grants).await;
        insert(&writing, &self.tokens).await;
        insert(&writing, &self.areas_of_tokens).await;
        insert(&writing, &self.exports).await;
        insert(&writing, &self.teams).await;
        insert(&writing, &self.members).await;
        insert(&writing, &self.places).await;
        insert(&writing, &self.categories).await;
        insert(&writing, &self.cases).await;
        insert(&writing, &self.checklists).await;
        insert(&writing, &self.questions).await;
        insert(&writing, &self.checks).await;
        insert(&writing, &self.items).await;
        insert(&writing, &self.patrols.routes).await;
        insert(&writing, &self.patrols.checkpoints).await;
        insert(&writing, &self.patrols.terms).await;
        insert(&writing, &self.patrols.visits).await;
        insert(&writing, &self.hazards.rows).await;
        insert(&writing, &self.files).await;
        insert(&writing, &self.hazards.events).await;
        self.write_parts(&writing).await;
        insert(&writing, &self.events).await;
        insert(&writing, &self.reporters).await;
        insert(&writing, &self.duty.shifts).await;
        insert(&writing, &self.duty.members).await;
        insert(&writing, &self.duty.gaps).await;
        insert(&writing, &self.duty.log).await;
        insert(&writing, &self.trail.entries).await;
        insert(&writing, &self.trail.seals).await;
        insert(&writing, &self.policy.versions).await;
        insert(&writing, &self.policy.waiting).await;
        insert(&writing, &self.policy.rules).await;
        writing.commit().await.unwrap();
    }

    async fn write_parts(&self, writing: &DatabaseTransaction) {
        let parts = &self.parts;
        insert(writing, &parts.clocks).await;
        insert(writing, &parts.handovers).await;
        insert(writing, &parts.supervisions).await;
        insert(writing, &parts.coordinations).await;
        insert(writing, &parts.invited).await;
        insert(writing, &parts.mediations).await;
        insert(writing, &parts.sessions).await;
        insert(writing, &parts.mediators).await;
        insert(writing, &parts.replies).await;
        insert(writing, &parts.follow_ups).await;
        insert(writing, &parts.steps).await;
    }

    /// These rows and those.
    pub(crate) fn with(&self, more: &Self) -> Self {
        let Self {
            areas,
            users,
            grants,
            tokens,
            areas_of_tokens,
            exports,
            teams,
            members,
            places,
            categories,
            cases,
            parts,
            files,
            events,
            reporters,
            checklists,
            questions,
            checks,
            items,
            hazards,
            patrols,
            duty,
            trail,
            policy,
        } = more.clone();
        let mut all = self.clone();
        all.areas.extend(areas);
        all.users.extend(users);
        all.grants.extend(grants);
        all.tokens.extend(tokens);
        all.areas_of_tokens.extend(areas_of_tokens);
        all.exports.extend(exports);
        all.teams.extend(teams);
        all.members.extend(members);
        all.places.extend(places);
        all.categories.extend(categories);
        all.cases.extend(cases);
        all.parts.extend(parts);
        all.files.extend(files);
        all.events.extend(events);
        all.reporters.extend(reporters);
        all.checklists.extend(checklists);
        all.questions.extend(questions);
        all.checks.extend(checks);
        all.items.extend(items);
        all.hazards.extend(hazards);
        all.patrols.extend(patrols);
        all.duty.extend(duty);
        all.trail.extend(trail);
        all.policy.extend(policy);
        all
    }
}
