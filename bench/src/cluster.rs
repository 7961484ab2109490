//! A throwaway PostgreSQL cluster, tuned for one machine that only reads.

use std::path::Path;

use anyhow::{anyhow, ensure};
use throwaway::Cluster;

const SETTINGS: &str = "-c autovacuum=off -c max_connections=100 -c shared_buffers=1GB \
    -c effective_cache_size=4GB -c maintenance_work_mem=512MB -c work_mem=16MB \
    -c max_wal_size=16GB -c checkpoint_timeout=1h -c random_page_cost=1.1 -c wal_level=minimal \
    -c max_wal_senders=0";

/// Starts the cluster in this directory, made first where there is none.
pub(crate) fn start(folder: &Path) -> anyhow::Result<Cluster> {
    let folder = folder.join("cluster");
    let cluster = Cluster::at(&folder, &folder.join("data"))
        .map_err(|why| anyhow!("{why}: install PostgreSQL, or name a server with --postgres"))?;
    if !cluster.is_made() {
        ensure!(cluster.init(&["--locale=C.UTF-8"]), "initdb failed");
    }
    cluster.start(SETTINGS).map_err(|why| anyhow!(why))?;
    Ok(cluster)
}
