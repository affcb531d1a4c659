//! Big Data on the cloud (C3.2.1, C3.2.2, C3.2.3): what Spark does, where data are read and written, which traces a run
//! on cloud machines leaves, and what the texts say of architecture, scale and data protection.
//!
//! # What it looks for
//! Calls of PySpark and of other distributed engines; paths and clients of cloud storage, through variables; outputs and
//! files that only a cluster leaves; texts that name bricks with their roles, critical treatments, regions of the
//! European Union.
//!
//! # Counts as evidence
//! Spark work that some action triggers; reads and writes at cloud addresses; application ids, host names and warnings
//! of a cluster; a text that says what a brick is for.
//!
//! # Does not count
//! A session that is started and given nothing to do, a path to cloud storage that nothing reads or writes, names of
//! services in a heading.
//!
//! # Limits
//! Where a switch (`LOCAL = True`) leaves the branch of the cloud out, only a log or a stored result shows that it was run. Paths that arrive from the command line or the environment are unknown. A bucket shows no region by itself.

mod access;
mod arguments;
mod bricks;
mod engine;
mod mounts;
mod paths;
mod results;
mod sources;
mod submitted;
mod texts;
mod trace;

use prejury_python::{PythonFacts, UnitIdx};

use super::{Analysis, Context};
use crate::sink::EvidenceSink;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "big-data",
    signals: &[
        "big-data.critical-treatment",
        "big-data.gdpr-named",
        "big-data.gdpr-treated",
        "big-data.treated",
        "big-data.volume-named",
        "cloud.brick.compute",
        "cloud.brick.security",
        "cloud.brick.storage",
        "cloud.chain",
        "cloud.cluster.configured",
        "cloud.cluster.described",
        "cloud.cluster.prepared",
        "cloud.data.described",
        "cloud.execution",
        "cloud.local-write",
        "cloud.path",
        "cloud.read",
        "cloud.region.compute",
        "cloud.region.outside",
        "cloud.region.storage",
        "cloud.service-named",
        "cloud.upload",
        "cloud.write",
        "cloud.write.destination-unknown",
        "distributed.other-engine",
        "spark.processing",
        "spark.session",
        "spark.used",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let engine = engine::find(ctx, sink);
    let is_treated = texts::is_treated(ctx, sink);
    if !engine.is_distributed && !is_treated {
        return;
    }
    let clusters = trace::outputs(python, sink);
    let results = results::from_cloud(ctx.facts.submission);
    let has_cloud_log = trace::has_cloud_log(ctx) || !results.is_empty();
    results::show(&results, sink);
    // Where its own outputs show a run in the cloud, a branch that a switch leaves out now is the one that ran then.
    let is_switched_off = |unit: UnitIdx| !clusters.contains(&unit);
    let names = paths::CloudNames::of(python, &is_switched_off);
    let prepared = names
        .leaves_out
        .then(|| paths::CloudNames::of(python, &|_| false));
    let traces = access::Traces {
        has_cluster: trace::has_cluster_file(ctx),
        has_cloud_log,
        on_the_machine: trace::on_the_machine(python, &clusters),
        submitted: submitted::units(ctx),
    };
    let accesses = access::find(python, (&names, prepared.as_ref()), &traces, sink);
    names.mounts.show(python, sink);
    let on_databricks = names.mounts.units();
    let is_elsewhere =
        |unit: &&UnitIdx| !clusters.contains(*unit) && !on_databricks.contains(*unit);
    // A notebook run here last, of which a log or result shows a run in the cloud, is a chain in the cloud.
    let run_here = traces.on_the_machine.iter().filter(|_| !has_cloud_log);
    let here = engine.local_masters.iter().chain(run_here);
    let on_one_machine = here.filter(is_elsewhere).copied().collect();
    access::chains(python, &accesses, &engine, &on_one_machine, sink);
    trace::find(ctx, &accesses, &on_one_machine, &names.sources, sink);
    texts::find(ctx, &engine, sink);
}

/// Path of a unit.
fn unit_path(python: &PythonFacts, unit: UnitIdx) -> &str {
    python
        .units
        .get(unit.0 as usize)
        .map_or("", |unit| &unit.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing::{find_in, signals_in};
    use prejury_core::Strength;

    const SESSION: &str = "from pyspark.sql import SparkSession\nfrom pyspark.sql.functions import col\nspark = SparkSession.builder.getOrCreate()\n";

    fn signals(code: &str) -> Vec<String> {
        signals_in(&ANALYSIS, &[("job.py", &format!("{SESSION}{code}"))])
    }

    fn has(found: &[String], signal: &str) -> bool {
        found.iter().any(|one| one == signal)
    }

    #[test]
    fn what_lies_below_a_mounted_folder_lies_in_the_cloud() {
        let job = |mount: &str| {
            signals(&format!(
                "ACCOUNT = 'images'\n{mount}\nDATA = '/mnt/fruits/Test/'\nRESULTS = '/mnt/fruits/results'\n\
                 images = spark.read.format('binaryFile').load(DATA)\n\
                 features = images.select(col('path'))\n\
                 features.write.mode('overwrite').parquet(f'{{RESULTS}}/features')\n"
            ))
        };
        let mounted = job(
            "dbutils.fs.mount(source=f'wasbs://data@{ACCOUNT}.blob.core.windows.net/', mount_point='/mnt/fruits')",
        );
        for signal in [
            "cloud.read",
            "cloud.write",
            "cloud.chain",
            "cloud.cluster.prepared",
        ] {
            assert!(has(&mounted, signal), "{signal}: {mounted:?}");
        }
        for mount in [
            "# dbutils.fs.mount(source='wasbs://data@images.blob.core.windows.net/', mount_point='/mnt/fruits')",
            "dbutils.fs.mount(source='wasbs://data@images.blob.core.windows.net/', mount_point='/mnt/other')",
            "drive.mount('/mnt/fruits')",
        ] {
            let found = job(mount);
            assert!(
                !has(&found, "cloud.read") && !has(&found, "cloud.write"),
                "{mount}: {found:?}"
            );
        }
    }

    #[test]
    fn paths_are_followed_through_variables_and_functions() {
        let found = signals(
            "BUCKET = 's3://fruits'\nINPUT = BUCKET + '/Test'\n\
             def save(frame, where):\n    frame.write.mode('overwrite').parquet(where)\n\
             images = spark.read.format('binaryFile').load(INPUT)\n\
             features = images.select(col('path'))\nsave(features, f'{BUCKET}/Results')\n",
        );
        for signal in [
            "cloud.read",
            "cloud.write",
            "cloud.chain",
            "spark.processing",
        ] {
            assert!(has(&found, signal), "{signal}: {found:?}");
        }
        assert!(!has(&found, "cloud.local-write"));
    }

    #[test]
    fn the_last_binding_of_a_path_decides() {
        let found = signals(
            "PATH = 'data/in'\nframe = spark.read.parquet(PATH)\nx = 1\nx = 2\nx = 3\nx = 4\nx = 5\nx = 6\nx = 7\nx = 8\nPATH = 's3://fruits'\n",
        );
        assert!(!has(&found, "cloud.read"), "{found:?}");
        let branches = signals(
            "import sys\nif sys.argv:\n    PATH = 's3://fruits'\nelse:\n    PATH = 'data'\nspark.read.parquet(PATH)\n",
        );
        assert!(has(&branches, "cloud.read"), "{branches:?}");
    }

    #[test]
    fn what_was_read_in_the_cloud_may_be_written_on_the_machine() {
        let found = signals(
            "FOLDER = 's3://fruits/in'\nrows = spark.sparkContext.binaryFiles(FOLDER)\n\
             rows.map(str).saveAsTextFile('out/rows')\n",
        );
        assert!(has(&found, "cloud.read"), "{found:?}");
        assert!(!has(&found, "cloud.write"), "{found:?}");
    }

    #[test]
    fn pandas_is_written_to_a_bucket_through_a_buffer() {
        let found = signals(
            "import boto3\nfrom io import StringIO\nimport pandas as pd\nbuffer = StringIO()\npd.DataFrame().to_csv(buffer)\n\
             boto3.resource('s3').Object('fruits', 'out.csv') \\\n    .put(Body=buffer.getvalue())\n",
        );
        assert!(
            has(&found, "cloud.write") && !has(&found, "cloud.local-write"),
            "{found:?}"
        );
    }

    #[test]
    fn a_switch_selects_the_branch_and_a_log_tells_of_the_other() {
        let code = format!(
            "{SESSION}LOCAL = True\nif LOCAL:\n    path = 'in'\nelse:\n    path = 's3://fruits/in'\n\
             frame = spark.read.parquet(path)\nif LOCAL:\n    frame.write.parquet('out')\nelse:\n    frame.write.parquet('s3://fruits/out')\n"
        );
        let strength = |files: &[(&str, &str)], signal: &str| {
            let found = find_in(&ANALYSIS, files);
            let of = found.iter().filter(|one| &*one.signal == signal);
            of.map(|one| one.strength).max()
        };
        let alone = [("job.py", &*code)];
        assert_eq!(strength(&alone, "cloud.read"), Some(Strength::Mentioned));
        assert_eq!(strength(&alone, "cloud.write"), Some(Strength::Mentioned));
        let log =
            "image_path = s3://fruits/in/Corn\nPythonRDD[24] at RDD\nNombre de partitions: 18\n"
                .repeat(12);
        let with_log = [("job.py", &*code), ("log.txt", &*log)];
        assert_eq!(strength(&with_log, "cloud.read"), Some(Strength::Written));
        assert_eq!(strength(&with_log, "cloud.write"), Some(Strength::Written));
        assert_eq!(
            strength(&with_log, "cloud.execution"),
            Some(Strength::Executed)
        );
    }

    #[test]
    fn a_distribution_of_classes_is_no_treatment_at_scale() {
        let text = "# Données\n\nNous affichons la répartition des classes dans le jeu de données complet.\n\n\
            Nous avons collecté les avis pour limiter le volume de données.\n";
        let found = signals_in(&ANALYSIS, &[("README.md", text), ("job.py", SESSION)]);
        assert!(!has(&found, "big-data.critical-treatment"), "{found:?}");
        let far = "import tensorflow as tf\n# Précharger les données pour éviter les goulots d'étranglement en mémoire\nx = 1\n";
        let found = signals_in(&ANALYSIS, &[("other.py", far), ("job.py", SESSION)]);
        assert!(!has(&found, "big-data.critical-treatment"), "{found:?}");
    }

    #[test]
    fn a_session_on_one_machine_is_no_cluster() {
        let code = "spark = SparkSession.builder.master('local[*]').getOrCreate()\nframe = spark.read.parquet('s3a://fruits/in')\n\
            frame.select(col('a')).write.parquet('s3a://fruits/out')\n";
        let found = find_in(&ANALYSIS, &[("job.py", &format!("{SESSION}{code}"))]);
        let chain = found.iter().find(|one| &*one.signal == "cloud.chain");
        assert_eq!(chain.map(|one| one.strength), Some(Strength::Mentioned));
        assert!(found.iter().all(|one| &*one.signal != "cloud.execution"));
    }

    #[test]
    fn a_local_chain_is_none_of_the_cloud() {
        let found = signals(
            "frame = spark.read.parquet('data/in')\nframe.select(col('a')).write.parquet('data/out')\n",
        );
        assert!(
            has(&found, "spark.processing") && has(&found, "cloud.local-write"),
            "{found:?}"
        );
        assert!(!has(&found, "cloud.read") && !has(&found, "cloud.chain"));
    }

    #[test]
    fn a_session_without_work_processes_nothing() {
        let found = signals("import pandas as pd\nframe = pd.read_csv('a.csv')\nframe.mean()\n");
        assert_eq!(found, ["spark.session", "spark.used"]);
    }

    #[test]
    fn another_engine_is_told_apart() {
        let found = signals_in(
            &ANALYSIS,
            &[(
                "a.py",
                "import dask.dataframe as dd\nframe = dd.read_csv('a.csv')\nframe.mean().compute()\n",
            )],
        );
        assert!(has(&found, "distributed.other-engine"), "{found:?}");
        assert!(!has(&found, "spark.used"));
    }

    #[test]
    fn the_outputs_of_a_cluster_show_execution_and_region() {
        let notebook = r#"{"cells": [{"cell_type": "code", "execution_count": 1, "source": "spark.range(3).count()", "metadata": {},
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<td>application_1718190000000_0001</td><td><a href=\"http://ip-10-0-0-1.eu-west-3.compute.internal:8042\">Link</a></td>"}}]}],
            "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"#;
        let found = find_in(&ANALYSIS, &[("a.ipynb", notebook)]);
        let strength = |signal: &str| {
            found
                .iter()
                .find(|one| &*one.signal == signal)
                .map(|one| one.strength)
        };
        assert_eq!(strength("cloud.execution"), Some(Strength::Executed));
        assert_eq!(strength("cloud.region.compute"), Some(Strength::Executed));
    }

    #[test]
    fn texts_name_bricks_regions_and_critical_treatments() {
        let text = "# Architecture\n\nLes images sont stockées dans un bucket S3 de la région Paris.\n\n\
            Un cluster EMR de trois machines exécute les calculs PySpark.\n\n\
            Les poids du modèle sont diffusés (broadcast) une seule fois à chaque worker pour limiter les échanges réseau.\n\n\
            Le RGPD est respecté : aucune donnée personnelle, et des serveurs situés en Europe.\n";
        let found = signals_in(&ANALYSIS, &[("README.md", text), ("job.py", SESSION)]);
        for signal in [
            "cloud.brick.storage",
            "cloud.brick.compute",
            "cloud.region.storage",
            "big-data.critical-treatment",
            "big-data.gdpr-treated",
        ] {
            assert!(has(&found, signal), "{signal}: {found:?}");
        }
    }

    #[test]
    fn clusters_and_servers_of_other_work_are_no_services() {
        let text = "# Notes\n\nLe cluster 2 réunit les instances les plus chères du serveur.\n\n\
            Nous passons ensuite par Databricks pour tout le calcul.\n";
        let found = find_in(&ANALYSIS, &[("README.md", text), ("job.py", SESSION)]);
        let named = found
            .iter()
            .filter(|one| &*one.signal == "cloud.service-named");
        let named: Vec<&str> = named.map(|one| one.excerpt.as_str()).collect();
        assert_eq!(
            named,
            ["Nous passons ensuite par Databricks pour tout le calcul."]
        );
    }

    #[test]
    fn what_the_statement_asks_for_is_no_treatment() {
        let text = "Vous devrez diffuser les poids (broadcast) sur les workers et respecter le RGPD avec des serveurs européens.\n";
        let found = signals_in(&ANALYSIS, &[("README.md", text), ("job.py", SESSION)]);
        assert_eq!(found, ["spark.session", "spark.used"]);
    }
}
