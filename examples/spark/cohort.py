"""Reads a cohort with a Spark cluster and writes a Parquet table: one row per submission and criterion.

    spark-submit --master spark://host:7077 cohort.py --input /shared/handins --output /shared/rows
    prejury cohort --from /shared/rows --output tracking

The driver lists the submissions as `prejury cohort` does; each task checks a few of them with the wheel that its worker
has. A task that is run again writes its rows once, and the table is replaced only when all of them are there. README.md
beside this file says what a cluster needs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import prejury
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

# The columns of the table, in this order for good: the fields of docs/cohort.schema.json. The cohort's own name is the
# partition, which readers add as a last column.
ROW = T.StructType(
    [
        T.StructField("schema_version", T.IntegerType(), nullable=False),
        T.StructField("candidate", T.StringType(), nullable=False),
        T.StructField("head", T.StringType()),
        T.StructField("competence", T.StringType()),
        T.StructField("criterion", T.StringType()),
        T.StructField("kind", T.StringType()),
        T.StructField("status", T.StringType()),
        T.StructField("waived", T.BooleanType(), nullable=False),
        T.StructField("confidence", T.DoubleType()),
        T.StructField("evidence", T.IntegerType(), nullable=False),
        T.StructField("against", T.IntegerType(), nullable=False),
        T.StructField("missing", T.IntegerType(), nullable=False),
        T.StructField("place", T.StringType()),
        T.StructField("error", T.StringType()),
        T.StructField("waiver", T.StringType()),
    ]
)

SUBMISSION = T.StructType(
    [
        T.StructField("candidate", T.StringType(), nullable=False),
        T.StructField("name", T.StringType()),
        T.StructField("input", T.StringType(), nullable=False),
    ]
)

# A lost worker costs the tasks that it was running: few submissions in each.
SUBMISSIONS_PER_TASK = 4

# The program ended without rows: a machine out of memory, mostly.
NO_ROWS = {
    "fr": "la lecture de ce rendu s'est interrompue ; essayez-le seul, avec prejury check",
    "en": "reading this hand-in broke off; try it alone, with prejury check",
}


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", nargs="+", required=True, help="folders of submissions and .csv lists, seen by all workers")
    parser.add_argument("--output", required=True, help="the table: a path or any address that Spark writes to")
    parser.add_argument("--cohort", help="name of the cohort in the table (default: that of the first input)")
    parser.add_argument("--lang", choices=["fr", "en"], default="fr", help="language of errors (default: fr)")
    parser.add_argument("--pseudonyms", help="file of the driver that keeps a pseudonym for each name")
    parser.add_argument("--config", help="configuration to follow instead of those of the submissions, seen by all workers")
    parser.add_argument("--rules", help="folder of rules, seen by all workers")
    parser.add_argument("--profile", help="project that is followed (prejury list profiles)")
    parser.add_argument("--competence", action="append", default=[], help="only this competence; repeatable")
    parser.add_argument("--bloc", action="append", type=int, default=[], help="only this bloc; repeatable")
    parser.add_argument("--isolated", action="store_true", help="do not look at the configurations of submissions")
    parser.add_argument("--timeout", type=int, default=600, help="seconds for one submission (default: 600)")
    parser.add_argument("--partitions", type=int, help="tasks (default: one for every few submissions)")
    parser.add_argument("--files", type=int, default=1, help="files of the table (default: 1)")
    return parser.parse_args(argv)


def checker(asked: argparse.Namespace) -> Callable[[str, str | None, str], list[tuple[Any, ...]]]:
    """The function that the workers run: one submission to its rows."""
    options = {
        "lang": asked.lang,
        "competences": asked.competence,
        "blocs": asked.bloc,
        "profile": asked.profile,
        "config": asked.config,
        "isolated": asked.isolated,
        "rules": asked.rules,
        "timeout": asked.timeout,
        # A task of Spark has one core.
        "threads": 1,
    }
    version, columns, no_rows = prejury.__version__, ROW.names, NO_ROWS[asked.lang]

    def check(candidate: str, name: str | None, input: str) -> list[tuple[Any, ...]]:
        # What is wrong with a worker ends the job; what is wrong with a submission is a row.
        if prejury.__version__ != version:
            raise RuntimeError(f"this worker has prejury {prejury.__version__}, the driver {version}")
        submission = prejury.Submission(candidate=candidate, name=name, input=input)
        try:
            rows = prejury.rows(submission, **options)
        except (prejury.BinaryNotFoundError, prejury.InputError):
            raise
        except prejury.PrejuryError:
            rows = (prejury.failed_row(candidate, no_rows),)
        return [tuple(getattr(row, column) for column in columns) for row in rows]

    return check


def table(spark: SparkSession, asked: argparse.Namespace) -> DataFrame:
    """The rows of all submissions, in the order of candidates and criteria within each file."""
    submissions = prejury.submissions(asked.input, lang=asked.lang, pseudonyms=asked.pseudonyms)
    listed = [(one.candidate, one.name, one.input) for one in submissions]
    tasks = asked.partitions or -(-len(listed) // SUBMISSIONS_PER_TASK)
    print(f"{len(listed)} submissions in {tasks} tasks", file=sys.stderr)
    # Not deterministic to Spark's optimiser: it never checks a submission twice to save a column.
    check = F.udf(checker(asked), T.ArrayType(ROW, containsNull=False)).asNondeterministic()
    called: Column = check("candidate", "name", "input")
    rows = (
        spark.createDataFrame(listed, SUBMISSION)
        .repartition(tasks)
        .select(called.alias("rows"))
        .select(F.posexplode("rows").alias("position", "row"))
        # Finished tasks are kept here: what fails from now on does not bring them back.
        .repartition(asked.files, "row.candidate")
        .sortWithinPartitions("row.candidate", "position")
    )
    return rows.select("row.*", F.lit(asked.cohort or Path(asked.input[0]).stem).alias("cohort"))


def main() -> None:
    """Writes the table."""
    asked = arguments()
    spark = SparkSession.builder.appName("prejury cohort").getOrCreate()
    try:
        # Files of a task appear when it is done, and those of this cohort are replaced when all tasks are; others stay.
        (
            table(spark, asked)
            .write.mode("overwrite")
            .option("partitionOverwriteMode", "dynamic")
            .partitionBy("cohort")
            .parquet(asked.output)
        )
    except prejury.InputError as error:
        sys.exit(str(error))
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
