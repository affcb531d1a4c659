# Sentences of the program in English. The same ids and variables stand in fr.ftl; a test compares the two files.

## Statuses

status-present = present
status-partial = partial
status-absent = absent
status-waived = waived
status-oral = oral
status-evaluator = evaluator
status-out-of-scope = out of scope
status-not-applicable = n/a

count-present = { $n } present
count-partial = { $n } partial
count-absent = { $n } absent
count-waived = { $n } waived
count-oral = { $n } for the defence
count-evaluator = { $n } for the evaluator
count-out-of-scope = { $n } out of scope
count-not-applicable = { $n } not applicable

kind-auto = The deliverables settle it.
kind-assisted = The tool shows the material, the evaluator judges its quality.
kind-human = Only the defence can show it.

strength-executed = executed
strength-written = written
strength-mentioned = mentioned

## Places

place-cell-line = cell { $cell }, line { $line }
place-cell-lines = cell { $cell }, lines { $line }-{ $end }
place-line = line { $line }
place-lines = lines { $line }-{ $end }
place-page = page { $page }
place-slide = slide { $slide }
place-row = sheet “{ $sheet }”, row { $row }
place-heading = paragraph { $paragraph }, under “{ $heading }”
place-paragraph = paragraph { $paragraph }
place-commit = commit { $commit }
place-history = git history

## Report

report-title = Pre-assessment of { $label }
read-files = { $n ->
    [0] no file
    [one] { $n } file
   *[other] { $n } files
}
read-notebooks = { $n ->
    [one] { $n } notebook
   *[other] { $n } notebooks
}
read-scripts = { $n ->
    [one] { $n } Python script
   *[other] { $n } Python scripts
}
read-documents = { $n ->
    [one] { $n } document
   *[other] { $n } documents
}
read-commits = { $n ->
    [0] no git history
    [one] { $n } commit
   *[other] { $n } commits
}
read-head = HEAD { $head }
read-line = Read: { $files }
read-line-parts = Read: { $files }, among them { $parts }
read-history = History: { $history }
read-left-out = Left out: { $items }
left-out-item = { $n ->
    [one] { $n } file ({ $reason })
   *[other] { $n } files ({ $reason })
}
left-out-item-with-examples = { $n ->
    [one] { $n } file ({ $reason }: { $examples })
   *[other] { $n } files ({ $reason }: { $examples })
}

left-out-licence-text = licence texts
left-out-vendored = other people's libraries
left-out-virtual-environment = virtual environment
left-out-node-modules = JavaScript dependencies
left-out-cache = caches
left-out-notebook-checkpoints = automatic copies of notebooks
left-out-local-history = local history of the editor
left-out-build-output = generated files
left-out-experiment-store = experiment tracking
left-out-hidden = hidden files of the system or the editor
left-out-ignored = ignored by git
left-out-excluded = excluded by the configuration
left-out-excluded-by-candidate = excluded by the candidate's configuration

column-competence = Competence
column-present = Present
column-partial = Partial
column-absent = Absent
column-not-applicable = Not applicable
column-waived = Waived
column-human = Evaluator or defence

evidence-against = Speaks against: { $place }
evidence-more = { $n ->
    [one] { $n } more piece of evidence
   *[other] { $n } more pieces of evidence
}
evidence-related = related to { $places }
scope-evidence = Addressed, as { $place } shows
missing-line = Missing: { $items }
missing-only-mentioned = { $label } (only mentioned, or written without being called or run)
missing-too-few = { $label } ({ $found } of { $needed })
advice-line = Advice: { $text }
official-line = Official text: { $text }
question-line = Question: { $text }
confidence-line = Confidence: { $percent }%
for-evaluator = For the evaluator: { $criteria }
for-oral = At the defence: { $criteria }
does-not-apply = Does not apply here: { $criteria }

nothing-in-scope = These deliverables address none of the selected competences.
not-assessed = { $n ->
    [one] Competence that the tool does not assess yet, for the evaluator: { $items }
   *[other] Competences that the tool does not assess yet, for the evaluator: { $items }
}
not-addressed = { $n ->
    [one] Competence that these deliverables do not address: { $items }
   *[other] Competences that these deliverables do not address: { $items }
}
issues-title = { $n ->
    [one] { $n } point to check
   *[other] { $n } points to check
}
issues-and-absent = What could not be read does not count against the candidate: read every “absent” again with this list at hand.
issues-more = { $n ->
    [one] and { $n } more case of the same kind
   *[other] and { $n } more cases of the same kind
}
decision-reminder = This report prepares the reading and decides nothing: the human evaluator does.
next-title = What to try next:
next-explain = what is expected, an example, advice
next-verbose = all evidence, and questions for the defence
next-markdown = a report to attach or publish

## What people say beside the rules

profile-followed = Project: { $title } ({ $id })
profile-of-candidate = Project, as the candidate says: { $title } ({ $id })
profile-proposed = Likely project: { $title } (--profile { $id } gives its list and its readings)
configuration-followed = Configuration: { $path }
configuration-of-candidate = The candidate's configuration: { $path }
configuration-not-followed = The candidate's configuration narrows the reading ({ $items }): this report takes no account of it.
left-out-by-choice = { $n ->
    [one] Addressed competence left out by this choice: { $items }
   *[other] Addressed competences left out by this choice: { $items }
}
left-out-by-candidate = { $n ->
    [one] Addressed competence left out by the candidate: { $items }
   *[other] Addressed competences left out by the candidate: { $items }
}
profile-everything = all competences
excluded-by-choice = Paths excluded from reading: { $items }
excluded-by-candidate = Paths excluded from reading by the candidate: { $items }
evaluated-with = Evaluated with { $competence }
reading-line = The project's reading: { $text }
signpost-line = The candidate's signpost: { $text }
signpost-elsewhere = The candidate's signpost for { $criterion }: { $text }
signpost-no-file = this file is not in the deliverables
signpost-no-cell = this notebook has no such cell
signpost-no-line = there is no such line
signpost-no-page = there is no such page
signpost-no-slide = there is no such slide
signpost-unchecked = the file is there, the place could not be checked
waiver-line = Waiver (status: { $status }): { $reason }
waiver-by = by { $by }
waiver-until = until { $date }
waiver-in-force = Waived: { $criterion } ({ $reason })
waivers-title = { $n ->
    [one] { $n } waiver without effect, to remove or to review
   *[other] { $n } waivers without effect, to remove or to review
}
waiver-stale = { $criterion }: { $why } ({ $reason })
waiver-without-effect = Waiver without effect: { $text }
waiver-not-needed = this criterion is neither absent nor partial
waiver-expired = the date has passed

## Mistakes of a configuration

config-line = line { $line }: { $text }
config-syntax = this is not TOML: { $detail }
config-unknown-key = unknown key “{ $key }”
config-wrong-type = “{ $key }” takes { $expected ->
    [text] a text
    [number] a number
    [table] a table
   *[tables] tables between double brackets
}
config-missing-key = “{ $key }” is missing
config-unknown-profile = no profile “{ $value }”
config-unknown-competence = no competence “{ $value }”
config-unknown-criterion = no criterion “{ $value }”
config-unknown-bloc = no bloc { $value }
config-unknown-language = no language “{ $value }”
config-bad-gate = fail-on does not know “{ $value }”
config-bad-pattern = the pattern “{ $value }” cannot be used: { $detail }
config-bad-path = the path “{ $value }” leads out of the hand-in
config-bad-date = “{ $value }” is no day such as 2027-06-30
config-empty = “{ $key }” is empty
config-together = a signpost names a line, a cell, a page or a slide, one of them (a cell and a line of it go together)
config-too-many = “{ $key }” is too long

## Leads for what only the defence shows

lead-line = Lead: { $text }
lead-deck-none = no presentation was found among the deliverables
lead-deck-unread = this presentation could not be read: open it
lead-deck-about = { $n ->
    [one] evidence of this competence on slide { $slides }
   *[other] evidence of this competence on slides { $slides }
}
lead-deck-length = { $slides } slides and { $words } words, { $average } words a slide; about { $minutes } min at a normal pace, for 20 min planned
lead-deck-dense = { $n ->
    [one] slide { $slides } is crowded with text
   *[other] slides { $slides } are crowded with text
}
lead-deck-pictures = { $n ->
    [one] slide { $slides } is a picture, whose text is not read
   *[other] slides { $slides } are pictures, whose text is not read
}
lead-deck-titled-picture = the slide titled “{ $title }” is a picture, which is not read: it may show what is missing
lead-deck-charts-untitled = { $n ->
    [one] a chart without a title on slide { $slides }
   *[other] charts without a title on slides { $slides }
}
lead-notebook-broken = this notebook could not be read to its end: it may show what is missing
lead-document-missing = git tracks this document and it is not among the files received: it may tell what is missing
lead-notebook-missing = git tracks this notebook and it is not among the files received: it may show what is missing
lead-notebook-pointer = this notebook is only a Git LFS pointer here, without its content: it may show what is missing
lead-plan-problem = { $n ->
    [0] Problem and data ({ $minutes } min expected): no slide recognised
    [one] Problem and data ({ $minutes } min expected): slide { $slides }
   *[other] Problem and data ({ $minutes } min expected): slides { $slides }
}
lead-plan-modelling = { $n ->
    [0] Modelling ({ $minutes } min expected): no slide recognised
    [one] Modelling ({ $minutes } min expected): slide { $slides }
   *[other] Modelling ({ $minutes } min expected): slides { $slides }
}
lead-plan-deployment = { $n ->
    [0] Deployment ({ $minutes } min expected): no slide recognised
    [one] Deployment ({ $minutes } min expected): slide { $slides }
   *[other] Deployment ({ $minutes } min expected): slides { $slides }
}
lead-plan-drift = { $n ->
    [0] Data drift ({ $minutes } min expected): no slide recognised
    [one] Data drift ({ $minutes } min expected): slide { $slides }
   *[other] Data drift ({ $minutes } min expected): slides { $slides }
}
lead-plan-dashboard = { $n ->
    [0] Dashboard demonstration ({ $minutes } min expected): no slide recognised
    [one] Dashboard demonstration ({ $minutes } min expected): slide { $slides }
   *[other] Dashboard demonstration ({ $minutes } min expected): slides { $slides }
}
lead-plan-cloud = { $n ->
    [0] Cloud environment ({ $minutes } min expected): no slide recognised
    [one] Cloud environment ({ $minutes } min expected): slide { $slides }
   *[other] Cloud environment ({ $minutes } min expected): slides { $slides }
}
lead-plan-processing = { $n ->
    [0] Processing chain ({ $minutes } min expected): no slide recognised
    [one] Processing chain ({ $minutes } min expected): slide { $slides }
   *[other] Processing chain ({ $minutes } min expected): slides { $slides }
}
lead-plan-demonstration = { $n ->
    [0] Demonstration ({ $minutes } min expected): no slide recognised
    [one] Demonstration ({ $minutes } min expected): slide { $slides }
   *[other] Demonstration ({ $minutes } min expected): slides { $slides }
}
lead-plan-synthesis = { $n ->
    [0] Synthesis ({ $minutes } min expected): no slide recognised
    [one] Synthesis ({ $minutes } min expected): slide { $slides }
   *[other] Synthesis ({ $minutes } min expected): slides { $slides }
}

## Coherence between sources

findings-title = { $n ->
    [one] Coherence: { $n } point to check
   *[other] Coherence: { $n } points to check
}
finding-readme-missing-file = the file "{ $file }" is not among the deliverables
finding-readme-other-repository = the address to clone, { $repository }, is not that of this repository
finding-score-suspicious = cross-validated AUC of { $value }, above { $limit }: without an explanation, leakage or overfitting is to be ruled out ({ $criterion })
finding-score-unseen = the value { $value } is neither in the code nor in the text of the outputs; the nearest one, among the outputs that give this measure, is { $nearest } (a picture may show it)
finding-score-unseen-measure = the value { $value } ({ $measure }) is in no output, and no notebook shows this measure as text (a picture may show it)
finding-model-not-in-code = the model kept, { $model }, is named nowhere in the code
finding-readme-missing-target = the target "{ $target }" of make is in no Makefile of the deliverables
finding-readme-unusable-command = the command "{ $command }" needs { $needed }, which is not among the deliverables
finding-readme-unlisted-package = the package { $package }, which the README has installed, is in no dependency list
finding-readme-unused-package = the README names { $package } as a library of the project, which no code imports and no dependency list names
finding-readme-missing-script = the command "{ $command }" is defined neither in pyproject.toml nor in setup.py or setup.cfg
finding-link-dead = the link to "{ $target }" leads to no file of the deliverables
finding-image-dead = the image "{ $target }" is not among the deliverables
finding-address-to-fill-in = the address "{ $address }" was left to fill in
finding-model-not-loaded = the model kept, { $model }, is not the one that the program loads ({ $loaded })
finding-clusters-differ = the number of clusters kept is { $number } here, and { $other } there
finding-secret-aws-key = a key of AWS stands in clear: whoever reads the deliverables can use it, and it should be revoked
finding-secret-password = a password stands in clear in the address or the call of a connection: it should be changed, and read from the environment
finding-secret-storage-key = a key of a storage account stands in clear: whoever reads the deliverables can read and write there, and it should be renewed
finding-secret-token = a token of a service stands in clear: whoever reads the deliverables can use it, and it should be revoked

## What to do first

first-title = What to do first, by effect
first-also = also counts for { $criteria }
first-readable = { $n ->
    [one] Hand in this deliverable again in a readable form: { $items }
   *[other] Hand in these { $n } deliverables again in a readable form: { $items }
}

## Continuous integration

forge-note = About this report
forge-coherence = Coherence to check
forge-addressed = The competence is addressed here: { $place }
forge-seen = Seen here: { $place }
sarif-root = Root of the deliverables
sarif-explain = “{ $command }” says more.
sarif-coherence = Two places of the deliverables do not agree, or one names what is not there: to be checked.
github-more-warning = { $n ->
    [one] and { $n } more absent criterion: see the summary
   *[other] and { $n } more absent criteria: see the summary
}
github-more-notes = { $n ->
    [one] and { $n } more note: see the summary
   *[other] and { $n } more notes: see the summary
}
github-more-notice = { $n ->
    [one] and { $n } more partial criterion: see the summary
   *[other] and { $n } more partial criteria: see the summary
}
github-cut = The summary is cut here: GitHub takes no more.

## Spreadsheet

xlsx-summary = Summary
xlsx-bloc = Bloc { $number }
xlsx-id = Competence
xlsx-criterion = CE
xlsx-official = Official text
xlsx-status = Proposed status
xlsx-confidence = Confidence
xlsx-evidence = Evidence
xlsx-missing = Missing
xlsx-questions = Questions and leads
xlsx-decision = Decision
xlsx-comment = Comment
xlsx-total = Total
xlsx-undecided = To decide
xlsx-decision-acquired = Acquired
xlsx-decision-not-acquired = Not acquired
xlsx-decision-at-defence = To see at the defence
xlsx-decision-title = Your decision
xlsx-decision-help = The column stays empty until you choose: the proposed status decides nothing.
xlsx-decision-refused = Choose a word of the list, or leave the cell empty.
xlsx-page = page { $page } of { $pages }
xlsx-cut = (more in the report)

## Comparing two reports

diff-title = Comparison of two reports on { $label }
diff-title-commits = Comparison of two reports on { $label } ({ $before } → { $after })
diff-lost = Lost
diff-improved = Improved
diff-other = Other changes
diff-count-lost = { $n } lost
diff-count-improved = { $n } improved
diff-count-other = { $n ->
    [one] { $n } other change
   *[other] { $n } other changes
}
diff-count-unchanged = { $n } unchanged
diff-found = Found since: { $items }
diff-missing = Missing now: { $items }
diff-unknown = unknown
diff-only-before = { $n ->
    [one] Hand-in that only the old file has: { $items }
   *[other] Hand-ins that only the old file has: { $items }
}
diff-only-after = { $n ->
    [one] Hand-in that only the new file has: { $items }
   *[other] Hand-ins that only the new file has: { $items }
}

## explain and list

explain-bloc = Bloc { $number }: { $title }
explain-activity = Activity { $id }: { $title }
explain-competence = Competence { $id }: { $title }
explain-official = Official text
explain-kind = Who can settle it
explain-looks-for = What is looked for
explain-does-not-count = What does not count
explain-example = Example of accepted evidence
explain-advice = Advice
explain-questions = Possible questions at the defence
explain-subject = [what was found]
explain-place = [where]
explain-criteria = Criteria
explain-not-assessed = No rule assesses this criterion yet: it is for the evaluator.

## Command line

cli-about = Reads the deliverables of a data-science project and shows, criterion by criterion, the evidence they hold
cli-long-about =
    prejury reads deliverables (git repository, folder, archive, notebook) and shows, for each criterion of the référentiel “Expert en data science”, what evidence they hold, where it stands and what is missing.

    Nothing of the code that is read is ever run. The tool prepares the reading; the human evaluator decides.
cli-after-help =
    To begin with:
      prejury check                        the current folder
      prejury check deliverables.zip       an archive
      prejury explain C2.1.2-CE4           what a criterion expects
cli-usage = Usage:
cli-commands = Commands
cli-arguments = Arguments
cli-options = Options
cli-help = Print this help
cli-version = Print the version
cli-lang = Language: fr or en (by default that of the system, else French)
cli-color = Colours: auto, always or never (auto: on a terminal only, and NO_COLOR is honoured)
cli-rules = Folder of rules that adds to the built-in rules or replaces them
cli-check = Read deliverables and show the evidence found
cli-check-after =
    Examples:
      prejury check
      prejury check https://github.com/name/project --lang en
      prejury check handin.zip --competence C2.1.2 --verbose
      prejury check . --format json --output a.json --format markdown --output b.md
      prejury check . --fail-on absent
      prejury check . --baseline last.json

    A hand-in can hold a prejury.toml (prejury init writes one): the candidate's own word.

    Exit codes: 0 the check ran; 1 --fail-on or --baseline was not met;
    2 usage error or unreadable input.
cli-check-input = Folder, archive (.zip, .tar.gz), notebook, script or git address; several are allowed (default: the current folder)
cli-check-format = Format: terminal, markdown, html (the evaluator's page), xlsx (a spreadsheet to fill in), json, sarif, junit, github (annotations) or gitlab (code quality); repeatable, the n-th --output belongs to the n-th --format
cli-check-output = File to write the report to (without it: standard output)
cli-check-quiet = Counts only
cli-check-verbose = All evidence, the official texts and questions
cli-check-competence = Show this competence only (code or slug; repeatable)
cli-check-bloc = Show this bloc only, 1 to 4 (repeatable)
cli-check-all = Show competences that are not addressed, too
cli-check-fail-on = Exit with code 1 when a criterion shown is absent, or partial: absent, partial (takes absent, too), absent:auto, partial:C3.1.2, absent:bloc3; several with commas
cli-check-baseline = JSON report of the same hand-in, made before: only criteria that got worse since then give exit code 1; with --fail-on, only those of them that it refuses
cli-check-profile = Project to read the hand-in as (prejury list profiles)
cli-check-config = Configuration to follow instead of the one inside the hand-in
cli-check-isolated = Do not look at the configuration inside the hand-in
cli-diff = Compare two JSON reports: what improved, what was lost
cli-diff-older = The older JSON report
cli-diff-newer = The newer JSON report
cli-diff-format = Format: terminal, markdown or json
cli-diff-output = File to write the comparison to (without it: standard output)
cli-init = Write a commented prejury.toml and, on request, a workflow; nothing is overwritten
cli-init-folder = Folder to write to (default: the current one)
cli-init-ci = Write the workflow of this service, too: github or gitlab
cli-init-written = written: { $path }
cli-init-exists = { $path } is there already and was left as it is
cli-explain = Explain a criterion or a competence: official text, what is looked for, example, advice
cli-explain-code = Code or slug, such as C2.1.2-CE4 or naive-baseline
cli-list = List the competences, the criteria, the profiles or the signals
cli-list-what = What to list: competences, criteria, profiles or signals
cli-completions = Write the completion script of a shell
cli-completions-shell = Shell: bash, elvish, fish, powershell or zsh
cli-man = Write the manual page
cli-man-command = Command whose page is written, such as check; without one, that of prejury
cli-man-name = Name
cli-man-synopsis = Synopsis
cli-man-description = Description
cli-man-more = Notes
cli-man-version = Version

cli-value-input = INPUT
cli-value-file = FILE
cli-value-dir = DIR
cli-value-code = CODE
cli-value-format = FORMAT
cli-value-gate = GATE
cli-value-profile = PROFILE
cli-value-ci = CI
cli-value-lang = LANG
cli-value-when = WHEN
cli-value-bloc = BLOC
cli-value-shell = SHELL
cli-value-what = WHAT
cli-value-old = OLD
cli-value-new = NEW
cli-value-command = COMMAND

cli-error = error:
cli-error-unknown-argument = unknown argument: { $value }
cli-error-unknown-command = unknown command: { $value }
cli-error-invalid-value = value refused for { $name }: “{ $value }”
cli-error-missing = missing: { $name }
cli-error-missing-value = { $name } needs a value
cli-error-conflict = { $name } and { $other } do not go together
cli-error-possible = possible values: { $values }
cli-error-similar = did you mean { $value }?
cli-error-help = “prejury --help” prints the help.
cli-error-more-outputs = { $outputs } times --output for { $formats } format: the n-th --output belongs to the n-th --format
cli-error-two-on-stdout = only one format can go to standard output: give the others an --output FILE
cli-error-same-output = two reports would go to the same file: { $path }
cli-error-extension = { $path } would get the format { $format }: add “--format { $expected }” or change the name
cli-error-unknown-code = no criterion or competence “{ $code }”
cli-error-unknown-competence = no competence “{ $code }”
cli-error-config = { $path }, { $text }
cli-error-gate = --fail-on does not know “{ $value }”; known: absent and partial, then after a colon auto, assisted, bloc1 to bloc4, a competence or a criterion
cli-error-unknown-profile = no profile “{ $profile }” (known: { $known })
cli-error-unknown-bloc = no bloc { $bloc }
cli-error-rules = rules refused: { $detail }
cli-error-input = { $input }: { $detail }
cli-error-read = { $path } could not be read: { $detail }
io-not-found = there is no such path
io-not-allowed = access is not allowed
io-folder = this is a folder, not a file
io-no-folder = a part of the path is no folder
io-there-already = this file is there already
io-no-text = this is no text in UTF-8
io-too-large = this file is too large
io-full = there is no room left on the disk
line-syntax = column { $column }
line-field = field { $field }
line-columns = a column is missing, or one is of another type
line-damaged = damaged file
cli-error-not-report = not a JSON report of prejury (line { $line }, column { $column })
cli-error-not-decisions = not a decisions file of prejury (line { $line }, column { $column })
cli-error-report-empty = no report in this file
cli-error-schema-version = schema { $found }, and this version reads schema { $known }
cli-error-schema-word = “{ $word }” is not in the schema of these files
cli-error-not-a-report = { $path } is not a JSON report of prejury (line { $line }, column { $column }). Make one with “prejury check --format json --output { $path }”.
cli-error-other-schema = { $path } is a report of schema { $version }, which this version does not know. Make it again with this version: “prejury check --format json --output { $path }”.
cli-error-no-report = { $path } holds no report. Make one with “prejury check --format json --output { $path }”.
cli-error-other-submission = the baseline { $path } is not of { $label }: it is of { $labels }, and no commit of it is in this history. Give a report of the same hand-in.
cli-error-write = { $path } could not be written: { $detail }
cli-gate = { $n ->
    [one] failed: { $n } criterion does not meet --fail-on { $terms } ({ $criteria }). “prejury explain { $first }” says what to add.
   *[other] failed: { $n } criteria do not meet --fail-on { $terms } ({ $criteria }). “prejury explain { $first }” says what to add.
}
cli-gate-misses-more = { $id } { $status }, more is missing
cli-gate-unread = { $n ->
    [one] The candidate's configuration kept { $n } file from being read; “--isolated” judges everything.
   *[other] The candidate's configuration kept { $n } files from being read; “--isolated” judges everything.
}
cli-gate-worse = { $n ->
    [one] failed: { $n } criterion got worse since { $path } ({ $criteria }). “prejury explain { $first }” says what to add; if it is meant to be so, make the baseline again.
   *[other] failed: { $n } criteria got worse since { $path } ({ $criteria }). “prejury explain { $first }” says what to add; if it is meant to be so, make the baseline again.
}
cli-gate-worse-and-refused = { $n ->
    [one] failed: { $n } criterion got worse since { $path } and does not meet --fail-on { $terms } ({ $criteria }). “prejury explain { $first }” says what to add.
   *[other] failed: { $n } criteria got worse since { $path } and do not meet --fail-on { $terms } ({ $criteria }). “prejury explain { $first }” says what to add.
}
cli-baseline-new = { $path } has no report on { $label }: it is compared with nothing.
cli-baseline-unknown = { $n ->
    [one] { $n } criterion is not in the baseline and was not compared.
   *[other] { $n } criteria are not in the baseline and were not compared.
}
cli-progress-reading = Reading { $input }

## Inputs that cannot be read

error-input-not-found = { $path }: there is no file or folder of that name. Check the spelling, or give a git address.
error-input-unsupported = { $path }: not a folder, an archive (.zip, .tar.gz, .tgz, .tar), a notebook (.ipynb) or a script (.py).
error-input-unreadable = { $path }: cannot be read ({ $detail }). Check its permissions.
error-input-broken-archive = { $path }: the archive cannot be opened ({ $detail }). Pack it again, or give the folder itself.
error-input-broken-repository = { $path }: the git repository cannot be read ({ $detail }). Try a fresh clone.
error-url-invalid = { $url }: not a git address ({ $detail }). Accepted forms: https://host/path, ssh://host/path, git@host:path, file:///path.
error-url-insecure = { $url }: an address without encryption is refused. Use https:// or ssh://.
error-clone-refused = { $url }: the server refuses access. The repository does not exist or is private: for a private one, use its ssh address.
error-clone-failed = { $url }: cloning failed ({ $detail }). Check the address and the network.
error-clone-ssh-missing = { $url }: the program ssh was not found. Install OpenSSH, or use the https address.
error-temporary-failed = no temporary folder can be written ({ $detail }). Check the free space and TMPDIR.
error-rules-unreadable = { $path }: this rules folder cannot be read ({ $detail }).

## Issues

issue-code-set-aside = { $n ->
    [one] one code cell of this notebook is the one handed out by the training organisation, output included: it did not count as evidence
   *[other] { $n } code cells of this notebook are those handed out by the training organisation, outputs included: they did not count as evidence
  }
issue-unknown = could not be read ({ $code })
issue-analysis-panic = an internal error stopped the analysis ({ $detail }): a part of the results is missing
issue-archive-bomb = the archive unpacks to more than { $limit } times its size: reading stopped there, as a precaution
issue-archive-broken = this archive is damaged ({ $detail }): its content was not read
issue-archive-duplicate = this name is in the archive several times: only the first file was read
issue-archive-encrypted = this file of the archive is protected by a password: it was not read
issue-archive-entry-unreadable = this file of the archive could not be read ({ $detail })
issue-archive-nested = this archive lies two levels deep inside an archive: it was not opened
issue-archive-outside = the archive holds a name that leads out of its folder (“{ $name }”): this entry was refused
issue-archive-too-deep = the archive nests more than { $limit } folders: this file was not read
issue-archive-too-large = the archive unpacks to more than { $limit } MB: reading stopped at “{ $name }”
issue-archive-too-many-entries = the archive holds more than { $limit } entries: the rest was not read
issue-archive-truncated = the archive breaks off ({ $detail }): only its beginning was read
issue-config-not-followed = this configuration was not followed: { $detail }
issue-config-rules-refused = rules named by the hand-in are not loaded: --rules FOLDER loads them for whoever reads
issue-config-limits-refused = limits are the reader's to set (--config): those of the hand-in were not followed
issue-config-waivers-refused = waivers are a mentor's or evaluator's to give (--config): those of the hand-in were not followed
issue-document-bomb = this document unpacks to an enormous size: it was not opened, to be safe
issue-document-cut = this document takes too much work: only { $read } of its { $pages } pages were read
issue-document-damaged = this document is damaged: a part of it could not be read
issue-document-data-sheets = { $sheets ->
    [one] one sheet of this workbook holds data: only its first { $rows } rows were read
   *[other] { $sheets } sheets of this workbook hold data: only their first { $rows } rows were read
  }
issue-document-encrypted = this document is protected by a password: it was not read
issue-document-images-only = this document is made of images only ({ $pages } { $pages ->
    [one] page
   *[other] pages
  }): what they show was not read
issue-document-no-text-layer = the characters of this document do not say which letters they stand for: its text was not read
issue-document-old-format = this document is in an old binary format (.doc, .ppt, .xls): it was not read; save it in a current format or as a PDF
issue-document-too-large = this document is over the size allowed ({ $limit }): only a part of it was read
issue-document-too-slow = this document takes too long to read: it was left aside
issue-document-unreadable = this document could not be read
issue-file-empty = this file is empty
issue-file-missing = git tracks this file, but its content is not there: it was not read
issue-file-special = this is not an ordinary file: it was not opened
issue-file-symlink = this is a symbolic link: it was not followed
issue-file-too-large = this file has { $size } MB, over the limit of { $limit } MB: it was not read
issue-file-unreadable = this file could not be read ({ $detail })
issue-folder-unreadable = this folder could not be read ({ $detail })
issue-folder-vendored = { $why ->
    [name] this folder is named like those in which other people's libraries are kept
    [package] this folder is somebody else's library, with its licence and its own set-up file
   *[readme] this folder is somebody else's library: its licence and its README say so
  }: { $n ->
    [one] its only file
   *[other] its { $n } files
  } did not count as the candidate's work
issue-git-head-unreadable = the current commit of the git repository cannot be read ({ $detail }): the history was not read
issue-git-branch-read = the current version (HEAD) holds no work: the branch { $branch } was read instead ({ $files } { $files ->
        [one] notebook or script
       *[other] notebooks and scripts
    })
issue-git-branch-unread = the branch { $branch } holds { $files } { $files ->
        [one] notebook or script
       *[other] notebooks and scripts
    } that the version read does not have; it was not read: hand it in by itself if it belongs to the work
issue-git-no-commit = the git repository has no commit yet
issue-git-objects-missing = objects are missing from the git repository ({ $detail }): only a part of the history was read
issue-git-other-repository = this folder is another git repository: its files were read, its history was not
issue-git-shallow = this clone is shallow ({ $commits } { $commits ->
        [one] commit
       *[other] commits
    } only): the full history may show more
issue-git-submodule-absent = the content of this git submodule is not in the deliverables: it was not read
issue-git-unreadable = this git repository cannot be read ({ $detail }): the files were read, the history was not
issue-issues-more = { $count ->
        [one] { $count } more case of the same kind is not detailed
       *[other] { $count } more cases of the same kind are not detailed
    } ({ $code })
issue-lfs-pointer = only the Git LFS pointer is there, not the file ({ $size } MB): its content was not read
issue-limit-changes = the history changes more than { $limit } files: the oldest changes were not read
issue-limit-commits = the history has more than { $limit } commits: the oldest were not read
issue-limit-depth = more than { $limit } folders are nested: this folder was not read
issue-limit-files = the deliverables have more than { $limit } files: at least { $skipped } were not read
issue-limit-total-size = the deliverables exceed { $limit } MB in all: { $skipped } files were not read
issue-limit-units = too much code: beyond { $limit } units, scripts and notebooks were not analysed
issue-notebook-broken-cell = cell { $cell } is not valid Python (line { $line }): only a part of it was read
issue-notebook-few-outputs = very few cells of this notebook keep a sign of a run: its code is judged as written
issue-notebook-invalid-json = this notebook is not valid JSON from line { $line } on: { $cells ->
        [0] it was not read
        [one] only its first cell was read
       *[other] only its first { $cells } cells were read
    }
issue-notebook-merge-conflict = this notebook holds a git merge conflict: only one of the two versions was read
issue-notebook-no-cells = this notebook has no cell
issue-notebook-no-line-breaks = the cells of this notebook lost their line breaks: each one reads as a single comment, so that its code could not be read; save it again from its original
issue-notebook-no-outputs = this notebook keeps no output: its code is judged as written
issue-notebook-too-many-cells = this notebook has more than { $limit } cells: the others were not read
issue-notebook-truncated = this notebook stops before its end: { $cells ->
        [0] no cell could be read
        [one] only its first cell was read
       *[other] only its first { $cells } cells were read
    }
issue-notebook-unknown-kernel = the language of this notebook ({ $kernel }) is not analysed: only its text was read
issue-python-syntax = this script has a syntax error at line { $line }: only a part of it was read
issue-script-merge-conflict = this script holds a git merge conflict: only one of the two versions was read
issue-script-too-large = this script is over { $limit } bytes: what follows was not read
issue-side-files-limit = the configuration files exceed { $limit } in all: the others were not read
issue-submission-empty = there is no file to read here
issue-text-set-aside = { $reason ->
    [feedback] this text is an evaluator's feedback, or a list of criteria to tick
    [form] this document is a form that was not filled in
    [generated] this README is the one that a tool generated
    [library] this README is a library's, not the project's
   *[statement] this text is not the candidate's (project statement, instructions, grid or text copied as it is)
  }: it did not count as evidence
issue-text-set-aside-part = { $n ->
    [one] one passage of this text
   *[other] { $n } passages of this text
  } { $reason ->
    [feedback] { $n ->
        [one] is an evaluator's feedback, or a list of criteria to tick
       *[other] are an evaluator's feedback, or a list of criteria to tick
    }
    [generated] { $n ->
        [one] was generated by a tool
       *[other] were generated by a tool
    }
   *[statement] { $n ->
        [one] is not the candidate's (project statement, instructions, grid or text copied as it is)
       *[other] are not the candidate's (project statement, instructions, grid or text copied as it is)
    }
  }: { $n ->
    [one] it
   *[other] they
  } did not count as evidence
issue-text-undecodable = the encoding of this text is not recognised: some characters are lost

## Page of the evaluator

decision-acquired = Acquired
decision-not-acquired = Not acquired
decision-at-defence = To see at the defence

html-skip = Skip to the competences
html-commit = Commit
html-no-history = No git history
html-authors = Authors of the commits:
html-how = For each criterion: read the proposed status, open the evidence, then decide. Nothing is ticked beforehand.
html-kept-here = Your work stays in this browser, on this computer. Export it to keep it, pass it on or merge it.
html-not-kept = This browser refuses to keep your work: export your decisions before you close the page.
html-aside = Other work on this submission is kept aside in this browser. Criteria decided in that other work:
html-aside-show = Show the other work
html-aside-forget = Delete the other work
html-aside-sure = Delete the other work, the one that is not shown, for good?
html-export = Export decisions
html-import = Import decisions
html-remarks = Evaluation remarks
html-print = Print
html-keyboard = Keyboard
html-theme = Light or dark
html-language = Français
html-search = Search
html-status = Proposed status
html-kind = Kind
html-decision = Your decision
html-all = All
html-all-competences = All
html-kind-auto = settled by the deliverables
html-kind-assisted = to be judged
html-kind-human = at the defence
html-status-human = to judge
html-undecided = Undecided
html-changed-only = Changed since
html-fold = Fold or unfold
html-decided = Decided:
html-overview = Competences addressed and numbers of criteria by proposed status
html-nothing = No criterion fits these filters.
html-general = General remarks
html-overall = Overall verdict and remarks
html-strengths = Deliverable: strong points
html-improvements = Deliverable: what can be better
html-defence = Defence: remarks
html-findings = Places that do not agree
html-competence-decision = Competence
html-competence-remark = Remark on the competence
html-evidence = Evidence
html-against = Against:
html-output = Stored output
html-missing = What is missing
html-advice = Advice to the candidate
html-questions = Questions to ask
html-leads = Leads for the defence
html-comment = Comment
html-clear = Clear the decision
html-cleared = decision cleared
html-changed = Changed since you decided:
html-changed-evidence = The evidence has changed since you decided.
html-imported = Decisions imported.
html-not-imported = This file is no decisions file of prejury.
html-remarks-note = Written from your decisions and comments only, never from proposed statuses.
html-remarks-text = Text to paste into the form
html-copy = Copy
html-copied = Copied.
html-copy-by-hand = The text is selected: copy it with Ctrl+C.
html-close = Close
html-key-move = next, previous criterion
html-key-undecided = next undecided criterion
html-key-decide = acquired, not acquired, at the defence, clear
html-key-comment = comment the criterion
html-key-back = back from the comment to the criterion
html-key-evidence = show the other evidence
html-key-search = search
html-key-switch = Single-key shortcuts are on

remarks-undecided = Still to decide:
remarks-validated = Validated
remarks-not-validated = Not validated
remarks-to-decide = To decide
remarks-comments = Comments:
remarks-deliverable = Deliverable
remarks-strengths = Strong points:
remarks-improvements = What can be better:
remarks-defence = Defence, remarks:

decided-title = Decisions of the evaluator
decided-criterion = Criterion
decided-competence = Decision on the competence
remarks-changed = Changed since you decided:

cli-check-show-authors = Show the e-mail addresses of commit authors (JSON and HTML)
cli-merge = Put a JSON report and the evaluator's decisions together
cli-merge-after =
    Examples:
      prejury merge report.json decisions.json --output final.html
      prejury merge report.json decisions.json --format remarks
cli-merge-other-submission = note: these decisions were made on “{ $decided }”, and this report is about “{ $report }”
cli-merge-report = Report written by “prejury check --format json”
cli-merge-decisions = Decisions exported from the page
cli-merge-format = Format: html (by default), xlsx, markdown, json or remarks
cli-merge-output = File to write (without it: standard output)
cli-value-report = REPORT
cli-value-decisions = DECISIONS
cli-error-one-page = an HTML page shows one submission: give one input
cli-error-several-reports = { $n } reports in this file: decisions are about one

## A cohort

cli-cohort = Read the deliverables of a whole cohort: an index, a workbook, what most lack, progress over time
cli-cohort-after =
    Examples:
      prejury cohort handins/ --output tracking
      prejury cohort list.csv --output tracking --pseudonyms ~/names.csv
      prejury cohort history tracking --candidate "Marie Dupont"
      prejury cohort history tracking --criterion C2.1.2-CE4
      prejury cohort forget "Marie Dupont" tracking

    Give a folder called history, forget, list or rows with its path: ./history

    Exit codes: 0 all were read; 2 usage error, or at least one hand-in that cannot be read (the others are).
cli-cohort-input = Folder or archive (.zip, .tar.gz) in which each folder and each archive is a hand-in, or a .csv list (name; path or git address); several are allowed
cli-cohort-output = Folder to write everything to, and to take from what has not changed
cli-cohort-from = Rows written elsewhere (.jsonl or .parquet, or a folder of such files) to keep and show instead of reading deliverables; repeatable
cli-cohort-pseudonyms = File that keeps a pseudonym for each name (made when missing, readable by you alone): names stand nowhere else
cli-cohort-timeout = Seconds for one hand-in at most (default: 600)
cli-cohort-competence = Assess this competence only (code or slug; repeatable)
cli-cohort-bloc = Assess this bloc only, 1 to 4 (repeatable)
cli-cohort-profile = Project whose list to follow (prejury list profiles)
cli-cohort-config = Configuration to follow instead of those inside the hand-ins
cli-cohort-isolated = Do not look at the configurations inside the hand-ins
cli-cohort-history = Show the progress of a cohort, a candidate or a criterion, and what most lack
cli-cohort-history-folder = Folder of “prejury cohort --output”
cli-cohort-history-candidate = Follow this candidate (name or pseudonym)
cli-cohort-history-criterion = Follow this criterion (code or slug)
cli-cohort-history-pseudonyms = File of pseudonyms, to look a name up
cli-cohort-history-format = Format: terminal, markdown or json
cli-cohort-history-output = File to write (without it: standard output)
cli-cohort-forget = Erase a candidate from all that a cohort's folder holds
cli-cohort-forget-name = Name or pseudonym of the candidate
cli-cohort-forget-folder = Folder of “prejury cohort --output”
cli-cohort-forget-pseudonyms = File of pseudonyms, from which the name is erased, too
cli-cohort-list = List who would be read, one JSON object a line, for machines that share the work
cli-cohort-list-input = Folder of hand-ins, or .csv list (name; path or git address); several are allowed
cli-cohort-list-pseudonyms = File that keeps a pseudonym for each name (made when missing, readable by you alone)
cli-cohort-rows = Read the hand-ins listed on standard input (by “prejury cohort list”) and write their rows to standard output
cli-cohort-rows-after =
    On one machine:
      prejury cohort list handins/ | prejury cohort rows > part.jsonl
      prejury cohort --from part.jsonl --output tracking

    On several, each takes some of the lines. Nothing else is written, and nothing is kept.
cli-cohort-rows-threads = Threads to use at most (default: one for each core)
cli-cohort-rows-timeout = { cli-cohort-timeout }
cli-cohort-rows-competence = { cli-cohort-competence }
cli-cohort-rows-bloc = { cli-cohort-bloc }
cli-cohort-rows-profile = { cli-cohort-profile }
cli-cohort-rows-config = { cli-cohort-config }
cli-cohort-rows-isolated = { cli-cohort-isolated }
cli-value-n = N
cli-value-rows = ROWS
cli-value-seconds = SECONDS
cli-value-name = NAME
cli-progress-cohort = { $n ->
    [one] Reading one hand-in
   *[other] Reading { $n } hand-ins
}
cohort-empty = { $path } holds no hand-in: neither a folder nor an archive. For one hand-in: prejury check.
cohort-list-header = { $path }: the first line must name a column of names (name, candidate, nom) and a column of hand-ins (path, url, folder, chemin)
cohort-list-line = { $path }, line { $line }: expected a name and a path or address
cohort-pseudonyms-line = { $path }, line { $line }: expected a name and a pseudonym of its own, made of letters, digits and dashes
cohort-rows = { $path }, line { $line }: no row of prejury ({ $detail })
cohort-entries = { $path }, line { $line }: no line of “prejury cohort list” ({ $detail })
cohort-list-archive = { $path }: the hand-ins of an archive lie on the disk only while they are read. Unpack it first, and give the folder.
cohort-no-rows = { $path } holds no rows: no file .jsonl or .parquet
cohort-store = { $path } cannot be used: { $detail }
cohort-store-busy = another program is using it
cohort-store-damaged = this is no database of prejury, or it is damaged
cohort-store-newer = a newer version of prejury made it
cohort-no-run = { $path } holds no cohort: first run “prejury cohort ... --output { $path }”
cohort-unknown = no candidate “{ $name }” in this folder
cohort-forgotten = { $name }: erased from the reports, the index, the workbook and the history. The deliverables were not touched: while they stay in the cohort, the next run reads them again.
cohort-panicked = reading it failed; please report this hand-in
cohort-timed-out = stopped after { $n } s (--timeout gives more)
cohort-done = Read: { $read }, unchanged: { $unchanged }, unreadable: { $failed }. Open { $path }
cohort-title = Cohort
cohort-criteria = Criteria
cohort-skip = Skip to the table
cohort-candidates = { $n ->
    [one] { $n } candidate
   *[other] { $n } candidates
}
cohort-failed = { $n ->
    [one] { $n } unreadable hand-in
   *[other] { $n } unreadable hand-ins
}
cohort-how = A name opens the candidate's checklist, a cell its competence. The title of a column sorts; pressed again, it turns the order round.
cohort-search = Search a candidate
cohort-bloc = Bloc
cohort-show = Show
cohort-show-absent = with absent criteria
cohort-show-lacking = with absent or partial criteria
cohort-show-complete = lacking nothing
cohort-show-failed = unreadable
cohort-matrix = Numbers of criteria present · partial · absent, by candidate and addressed competence. A dash: the deliverables do not address it.
cohort-matrix-waived = Numbers of criteria present · partial · absent · waived, by candidate and addressed competence. A dash: the deliverables do not address it.
cohort-titles = Titles of the competences
cohort-waivers = Waivers
cohort-reason = Reason
cohort-candidate = Candidate
cohort-nothing = No candidate fits these filters.
cohort-not-read = Not read:
cohort-not-read-column = Not read
cohort-most-lacking = What most lack
cohort-wording = What is asked for
cohort-share = { $competence } (share present)
cohort-run = Run
cohort-day = Day
cohort-version = Version
cohort-n-candidates = Candidates
cohort-n-failed = Not read
cohort-changes = Changes
cohort-history-runs = Runs
cohort-history-candidate = Progress of { $about }
cohort-history-criterion = Progress of { $about }
column-criterion = Criterion
