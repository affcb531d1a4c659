# Sentences of the program in French. The same ids and variables stand in en.ftl; a test compares the two files.
# Ordinary spaces before « : ; ? ! » become no-break spaces when the file is read.

## Statuses

status-present = présent
status-partial = partiel
status-absent = absent
status-waived = dispensé
status-oral = à l'oral
status-evaluator = évaluateur
status-out-of-scope = hors champ
status-not-applicable = sans objet

count-present = { $n ->
    [one] { $n } présent
   *[other] { $n } présents
}
count-partial = { $n ->
    [one] { $n } partiel
   *[other] { $n } partiels
}
count-absent = { $n ->
    [one] { $n } absent
   *[other] { $n } absents
}
count-waived = { $n ->
    [one] { $n } dispensé
   *[other] { $n } dispensés
}
count-oral = { $n } à l'oral
count-evaluator = { $n } pour l'évaluateur
count-out-of-scope = { $n } hors champ
count-not-applicable = { $n } sans objet

kind-auto = Les livrables suffisent à l'établir.
kind-assisted = L'outil montre la matière, l'évaluateur juge sa qualité.
kind-human = Seule la soutenance peut le montrer.

strength-executed = exécuté
strength-written = écrit
strength-mentioned = mentionné

## Places

place-cell-line = cellule { $cell }, ligne { $line }
place-cell-lines = cellule { $cell }, lignes { $line }-{ $end }
place-line = ligne { $line }
place-lines = lignes { $line }-{ $end }
place-page = page { $page }
place-slide = diapositive { $slide }
place-row = feuille « { $sheet } », ligne { $row }
place-heading = paragraphe { $paragraph }, sous « { $heading } »
place-paragraph = paragraphe { $paragraph }
place-commit = commit { $commit }
place-history = historique git

## Report

report-title = Pré-évaluation de { $label }
read-files = { $n ->
    [0] aucun fichier
    [one] { $n } fichier
   *[other] { $n } fichiers
}
read-notebooks = { $n ->
    [one] { $n } notebook
   *[other] { $n } notebooks
}
read-scripts = { $n ->
    [one] { $n } script Python
   *[other] { $n } scripts Python
}
read-documents = { $n ->
    [one] { $n } document
   *[other] { $n } documents
}
read-commits = { $n ->
    [0] aucun historique git
    [one] { $n } commit
   *[other] { $n } commits
}
read-head = HEAD { $head }
read-line = Lu : { $files }
read-line-parts = Lu : { $files }, dont { $parts }
read-history = Historique : { $history }
read-left-out = Laissés de côté : { $items }
left-out-item = { $n ->
    [one] { $n } fichier ({ $reason })
   *[other] { $n } fichiers ({ $reason })
}
left-out-item-with-examples = { $n ->
    [one] { $n } fichier ({ $reason } : { $examples })
   *[other] { $n } fichiers ({ $reason } : { $examples })
}

left-out-licence-text = textes de licence
left-out-vendored = bibliothèques d'autrui
left-out-virtual-environment = environnement virtuel
left-out-node-modules = dépendances JavaScript
left-out-cache = caches
left-out-notebook-checkpoints = copies automatiques de notebooks
left-out-local-history = historique local de l'éditeur
left-out-build-output = fichiers générés
left-out-experiment-store = suivi d'expériences
left-out-hidden = fichiers cachés du système ou de l'éditeur
left-out-ignored = ignorés par git
left-out-excluded = exclus par la configuration
left-out-excluded-by-candidate = exclus par la configuration du candidat

column-competence = Compétence
column-present = Présent
column-partial = Partiel
column-absent = Absent
column-not-applicable = Sans objet
column-waived = Dispensé
column-human = Évaluateur ou oral

evidence-against = À l'encontre : { $place }
evidence-more = { $n ->
    [one] { $n } autre preuve
   *[other] { $n } autres preuves
}
evidence-related = lié à { $places }
scope-evidence = Abordée d'après { $place }
missing-line = Manque : { $items }
missing-only-mentioned = { $label } (seulement évoqué, ou écrit sans être appelé ni exécuté)
missing-too-few = { $label } ({ $found } sur { $needed })
advice-line = Conseil : { $text }
official-line = Texte officiel : { $text }
question-line = Question : { $text }
confidence-line = Confiance : { $percent } %
for-evaluator = Pour l'évaluateur : { $criteria }
for-oral = À l'oral : { $criteria }
does-not-apply = Sans objet ici : { $criteria }

nothing-in-scope = Aucune compétence de la sélection n'est abordée par ces livrables.
not-assessed = { $n ->
    [one] Compétence que l'outil n'évalue pas encore, pour l'évaluateur : { $items }
   *[other] Compétences que l'outil n'évalue pas encore, pour l'évaluateur : { $items }
}
not-addressed = { $n ->
    [one] Compétence non abordée par ces livrables : { $items }
   *[other] Compétences non abordées par ces livrables : { $items }
}
issues-title = { $n ->
    [one] { $n } point à vérifier
   *[other] { $n } points à vérifier
}
issues-and-absent = Ce qui n'a pas pu être lu n'est pas compté contre le candidat : un statut « absent » est à relire avec cette liste.
issues-more = { $n ->
    [one] et { $n } autre cas semblable
   *[other] et { $n } autres cas semblables
}
decision-reminder = Ce rapport prépare la lecture et ne décide de rien : c'est l'évaluateur humain qui juge.
next-title = Pour aller plus loin :
next-explain = ce qui est attendu, un exemple, un conseil
next-verbose = toutes les preuves et des questions pour la soutenance
next-markdown = un rapport à joindre ou à publier

## What people say beside the rules

profile-followed = Projet : { $title } ({ $id })
profile-of-candidate = Projet d'après le candidat : { $title } ({ $id })
profile-proposed = Projet probable : { $title } (--profile { $id } donne sa liste et ses lectures)
configuration-followed = Configuration : { $path }
configuration-of-candidate = Configuration du candidat : { $path }
configuration-not-followed = La configuration du candidat restreint la lecture ({ $items }) : ce rapport n'en tient pas compte.
left-out-by-choice = { $n ->
    [one] Compétence abordée et laissée de côté par ce choix : { $items }
   *[other] Compétences abordées et laissées de côté par ce choix : { $items }
}
left-out-by-candidate = { $n ->
    [one] Compétence abordée et laissée de côté par le candidat : { $items }
   *[other] Compétences abordées et laissées de côté par le candidat : { $items }
}
profile-everything = toutes les compétences
excluded-by-choice = Chemins exclus de la lecture : { $items }
excluded-by-candidate = Chemins exclus de la lecture par le candidat : { $items }
evaluated-with = Évaluée avec { $competence }
reading-line = Lecture du projet : { $text }
signpost-line = Repère du candidat : { $text }
signpost-elsewhere = Repère du candidat pour { $criterion } : { $text }
signpost-no-file = ce fichier n'est pas dans les livrables
signpost-no-cell = ce notebook n'a pas cette cellule
signpost-no-line = cette ligne n'existe pas
signpost-no-page = cette page n'existe pas
signpost-no-slide = cette diapositive n'existe pas
signpost-unchecked = le fichier est là, la place n'a pas pu être vérifiée
waiver-line = Dispense (statut : { $status }) : { $reason }
waiver-by = par { $by }
waiver-until = jusqu'au { $date }
waiver-in-force = Dispensé : { $criterion } ({ $reason })
waivers-title = { $n ->
    [one] { $n } dispense sans effet, à retirer ou à revoir
   *[other] { $n } dispenses sans effet, à retirer ou à revoir
}
waiver-stale = { $criterion } : { $why } ({ $reason })
waiver-without-effect = Dispense sans effet : { $text }
waiver-not-needed = ce critère n'est ni absent ni partiel
waiver-expired = la date est passée

## Mistakes of a configuration

config-line = ligne { $line } : { $text }
config-syntax = ce n'est pas du TOML : { $detail }
config-unknown-key = clé inconnue « { $key } »
config-wrong-type = « { $key } » attend { $expected ->
    [text] un texte
    [number] un nombre
    [table] une table
   *[tables] des tables entre doubles crochets
}
config-missing-key = il manque « { $key } »
config-unknown-profile = aucun profil « { $value } »
config-unknown-competence = aucune compétence « { $value } »
config-unknown-criterion = aucun critère « { $value } »
config-unknown-bloc = aucun bloc { $value }
config-unknown-language = aucune langue « { $value } »
config-bad-gate = fail-on ne connaît pas « { $value } »
config-bad-pattern = le motif « { $value } » est inutilisable : { $detail }
config-bad-path = le chemin « { $value } » mène hors des livrables
config-bad-date = « { $value } » n'est pas un jour tel que 2027-06-30
config-empty = « { $key } » est vide
config-together = un repère nomme une ligne, une cellule, une page ou une diapositive, une seule (une cellule et une de ses lignes vont ensemble)
config-too-many = « { $key } » est trop long

## Leads for what only the defence shows

lead-line = Piste : { $text }
lead-deck-none = aucun support de présentation n'a été trouvé dans les livrables
lead-deck-unread = ce support de présentation n'a pas pu être lu : ouvrez-le
lead-deck-about = { $n ->
    [one] éléments de cette compétence à la diapositive { $slides }
   *[other] éléments de cette compétence aux diapositives { $slides }
}
lead-deck-length = { $slides } diapositives et { $words } mots, soit { $average } mots par diapositive ; environ { $minutes } min à un rythme normal, pour 20 min prévues
lead-deck-dense = { $n ->
    [one] diapositive { $slides } très chargée en texte
   *[other] diapositives { $slides } très chargées en texte
}
lead-deck-pictures = { $n ->
    [one] diapositive { $slides } faite d'images, dont le texte n'est pas lu
   *[other] diapositives { $slides } faites d'images, dont le texte n'est pas lu
}
lead-deck-titled-picture = la diapositive intitulée « { $title } » est une image, qui n'est pas lue : elle peut montrer ce qui manque
lead-deck-charts-untitled = { $n ->
    [one] graphique sans titre à la diapositive { $slides }
   *[other] graphiques sans titre aux diapositives { $slides }
}
lead-notebook-broken = ce notebook n'a pas pu être lu en entier : il peut montrer ce qui manque
lead-document-missing = ce document est suivi par git et n'est pas dans les fichiers reçus : il peut dire ce qui manque
lead-notebook-missing = ce notebook est suivi par git et n'est pas dans les fichiers reçus : il peut montrer ce qui manque
lead-notebook-pointer = ce notebook n'est ici qu'un pointeur Git LFS, sans son contenu : il peut montrer ce qui manque
lead-plan-problem = { $n ->
    [0] Problème et données ({ $minutes } min attendues) : aucune diapositive reconnue
    [one] Problème et données ({ $minutes } min attendues) : diapositive { $slides }
   *[other] Problème et données ({ $minutes } min attendues) : diapositives { $slides }
}
lead-plan-modelling = { $n ->
    [0] Modélisation ({ $minutes } min attendues) : aucune diapositive reconnue
    [one] Modélisation ({ $minutes } min attendues) : diapositive { $slides }
   *[other] Modélisation ({ $minutes } min attendues) : diapositives { $slides }
}
lead-plan-deployment = { $n ->
    [0] Déploiement ({ $minutes } min attendues) : aucune diapositive reconnue
    [one] Déploiement ({ $minutes } min attendues) : diapositive { $slides }
   *[other] Déploiement ({ $minutes } min attendues) : diapositives { $slides }
}
lead-plan-drift = { $n ->
    [0] Dérive des données ({ $minutes } min attendues) : aucune diapositive reconnue
    [one] Dérive des données ({ $minutes } min attendues) : diapositive { $slides }
   *[other] Dérive des données ({ $minutes } min attendues) : diapositives { $slides }
}
lead-plan-dashboard = { $n ->
    [0] Démonstration du tableau de bord ({ $minutes } min attendues) : aucune diapositive reconnue
    [one] Démonstration du tableau de bord ({ $minutes } min attendues) : diapositive { $slides }
   *[other] Démonstration du tableau de bord ({ $minutes } min attendues) : diapositives { $slides }
}
lead-plan-cloud = { $n ->
    [0] Environnement cloud ({ $minutes } min attendues) : aucune diapositive reconnue
    [one] Environnement cloud ({ $minutes } min attendues) : diapositive { $slides }
   *[other] Environnement cloud ({ $minutes } min attendues) : diapositives { $slides }
}
lead-plan-processing = { $n ->
    [0] Chaîne de traitement ({ $minutes } min attendues) : aucune diapositive reconnue
    [one] Chaîne de traitement ({ $minutes } min attendues) : diapositive { $slides }
   *[other] Chaîne de traitement ({ $minutes } min attendues) : diapositives { $slides }
}
lead-plan-demonstration = { $n ->
    [0] Démonstration ({ $minutes } min attendues) : aucune diapositive reconnue
    [one] Démonstration ({ $minutes } min attendues) : diapositive { $slides }
   *[other] Démonstration ({ $minutes } min attendues) : diapositives { $slides }
}
lead-plan-synthesis = { $n ->
    [0] Synthèse ({ $minutes } min attendues) : aucune diapositive reconnue
    [one] Synthèse ({ $minutes } min attendues) : diapositive { $slides }
   *[other] Synthèse ({ $minutes } min attendues) : diapositives { $slides }
}

## Coherence between sources

findings-title = { $n ->
    [one] Cohérence : { $n } point à vérifier
   *[other] Cohérence : { $n } points à vérifier
}
finding-readme-missing-file = le fichier « { $file } » n'est pas dans les livrables
finding-readme-other-repository = l'adresse à cloner, { $repository }, n'est pas celle de ce dépôt
finding-score-suspicious = AUC de validation croisée de { $value }, au-dessus de { $limit } : sans explication, une fuite de données ou un surapprentissage est à écarter ({ $criterion })
finding-score-unseen = la valeur { $value } n'apparaît ni dans le code ni dans le texte des sorties ; la plus proche, parmi les sorties qui donnent cette mesure, est { $nearest } (une image peut la montrer)
finding-score-unseen-measure = la valeur { $value } ({ $measure }) n'est dans aucune sortie, et aucun notebook ne montre cette mesure en texte (une image peut la montrer)
finding-model-not-in-code = le modèle retenu, { $model }, n'est nommé nulle part dans le code
finding-readme-missing-target = la cible « { $target } » de make n'est dans aucun Makefile des livrables
finding-readme-unusable-command = la commande « { $command } » a besoin de { $needed }, qui n'est pas dans les livrables
finding-readme-unlisted-package = le paquet { $package }, que le README fait installer, n'est dans aucune liste de dépendances
finding-readme-unused-package = le README annonce { $package }, qu'aucun code n'importe et qu'aucune liste de dépendances ne nomme
finding-readme-missing-script = la commande « { $command } » n'est définie ni dans pyproject.toml ni dans setup.py ou setup.cfg
finding-link-dead = le lien vers « { $target } » ne mène à aucun fichier des livrables
finding-image-dead = l'image « { $target } » n'est pas dans les livrables
finding-address-to-fill-in = l'adresse « { $address } » est restée à compléter
finding-model-not-loaded = le modèle retenu, { $model }, n'est pas celui que le programme charge ({ $loaded })
finding-clusters-differ = le nombre de clusters retenu est { $number } à un endroit, { $other } à un autre
finding-secret-aws-key = une clé AWS figure en clair : quiconque lit les livrables peut s'en servir ; elle doit être révoquée
finding-secret-password = un mot de passe figure en clair dans l'adresse ou l'appel d'une connexion : il doit être changé, puis lu dans l'environnement
finding-secret-storage-key = la clé d'un compte de stockage figure en clair : quiconque lit les livrables peut lire et modifier ce qu'il contient ; elle doit être renouvelée
finding-secret-token = le jeton d'un service figure en clair : quiconque lit les livrables peut s'en servir ; il doit être révoqué

## À faire d'abord

first-title = À faire d'abord, par ordre d'effet
first-also = compte aussi pour { $criteria }
first-readable = { $n ->
    [one] Remettre ce livrable sous une forme lisible : { $items }
   *[other] Remettre ces { $n } livrables sous une forme lisible : { $items }
}

## Intégration continue

forge-note = Sur ce rapport
forge-coherence = Cohérence à vérifier
forge-addressed = Compétence abordée ici : { $place }
forge-seen = Vu ici : { $place }
sarif-root = Racine des livrables
sarif-explain = « { $command } » en dit plus.
sarif-coherence = Deux endroits des livrables ne concordent pas, ou l'un cite ce qui n'y est pas : à vérifier.
github-more-warning = { $n ->
    [one] et { $n } autre critère absent : voir le résumé
   *[other] et { $n } autres critères absents : voir le résumé
}
github-more-notes = { $n ->
    [one] et { $n } autre remarque : voir le résumé
   *[other] et { $n } autres remarques : voir le résumé
}
github-more-notice = { $n ->
    [one] et { $n } autre critère partiel : voir le résumé
   *[other] et { $n } autres critères partiels : voir le résumé
}
github-cut = Le résumé est coupé ici : GitHub n'en accepte pas davantage.

## Tableur

xlsx-summary = Synthèse
xlsx-bloc = Bloc { $number }
xlsx-id = Compétence
xlsx-criterion = CE
xlsx-official = Texte officiel
xlsx-status = Statut proposé
xlsx-confidence = Confiance
xlsx-evidence = Preuves
xlsx-missing = Manque
xlsx-questions = Questions et pistes
xlsx-decision = Décision
xlsx-comment = Commentaire
xlsx-total = Total
xlsx-undecided = À décider
xlsx-decision-acquired = Acquis
xlsx-decision-not-acquired = Non acquis
xlsx-decision-at-defence = À voir à l'oral
xlsx-decision-title = Votre décision
xlsx-decision-help = La colonne est vide tant que vous n'avez rien choisi : le statut proposé ne décide de rien.
xlsx-decision-refused = Choisissez un mot de la liste, ou laissez la case vide.
xlsx-page = page { $page } sur { $pages }
xlsx-cut = (suite dans le rapport)

## Comparer deux rapports

diff-title = Comparaison de deux rapports sur { $label }
diff-title-commits = Comparaison de deux rapports sur { $label } ({ $before } → { $after })
diff-lost = En recul
diff-improved = En progrès
diff-other = Autres changements
diff-count-lost = { $n } en recul
diff-count-improved = { $n } en progrès
diff-count-other = { $n ->
    [one] { $n } autre changement
   *[other] { $n } autres changements
}
diff-count-unchanged = { $n ->
    [one] { $n } inchangé
   *[other] { $n } inchangés
}
diff-found = Trouvé depuis : { $items }
diff-missing = Manque désormais : { $items }
diff-unknown = inconnu
diff-only-before = { $n ->
    [one] Rendu qui n'est que dans l'ancien fichier : { $items }
   *[other] Rendus qui ne sont que dans l'ancien fichier : { $items }
}
diff-only-after = { $n ->
    [one] Rendu qui n'est que dans le nouveau fichier : { $items }
   *[other] Rendus qui ne sont que dans le nouveau fichier : { $items }
}

## explain and list

explain-bloc = Bloc { $number } : { $title }
explain-activity = Activité { $id } : { $title }
explain-competence = Compétence { $id } : { $title }
explain-official = Texte officiel
explain-kind = Qui peut l'établir
explain-looks-for = Ce qui est cherché
explain-does-not-count = Ce qui ne compte pas
explain-example = Exemple de preuve recevable
explain-advice = Conseil
explain-questions = Questions possibles à la soutenance
explain-subject = [ce qui a été trouvé]
explain-place = [à tel endroit]
explain-criteria = Critères
explain-not-assessed = Aucune règle n'évalue encore ce critère : il revient à l'évaluateur.

## Command line

cli-about = Lit les livrables d'un projet de data science et montre, critère par critère, les preuves trouvées
cli-long-about =
    prejury lit des livrables (dépôt git, dossier, archive, notebook) et montre, pour chaque critère du référentiel « Expert en data science », les preuves qu'ils contiennent, où elles se trouvent et ce qui manque.

    Rien du code lu n'est jamais exécuté. L'outil prépare la lecture ; l'évaluateur humain décide.
cli-after-help =
    Pour commencer :
      prejury check                        le dossier courant
      prejury check livrables.zip          une archive
      prejury explain C2.1.2-CE4           ce qu'un critère attend
cli-usage = Usage :
cli-commands = Commandes{"\u00A0"}
cli-arguments = Arguments{"\u00A0"}
cli-options = Options{"\u00A0"}
cli-help = Affiche cette aide
cli-version = Affiche la version
cli-lang = Langue : fr ou en (par défaut celle du système, sinon le français)
cli-color = Couleurs : auto, always ou never (auto : seulement dans un terminal, et NO_COLOR est respecté)
cli-rules = Dossier de règles qui complète ou remplace les règles intégrées
cli-check = Lit des livrables et montre les preuves trouvées
cli-check-after =
    Exemples :
      prejury check
      prejury check https://github.com/nom/projet --lang fr
      prejury check rendu.zip --competence C2.1.2 --verbose
      prejury check . --format json --output a.json --format markdown --output b.md
      prejury check . --fail-on absent
      prejury check . --baseline avant.json

    Les livrables peuvent contenir un prejury.toml (prejury init en écrit un) : c'est la parole du candidat.

    Codes de sortie : 0 l'analyse a eu lieu ; 1 --fail-on ou --baseline n'est pas tenu ;
    2 erreur d'usage ou livrable illisible.
cli-check-input = Dossier, archive (.zip, .tar.gz), notebook, script ou adresse git ; plusieurs sont permis (par défaut : le dossier courant)
cli-check-format = Format : terminal, markdown, html (page de l'évaluateur), xlsx (tableur à remplir), json, sarif, junit, github (annotations) ou gitlab (qualité de code) ; répétable, le n-ième --output va avec le n-ième --format
cli-check-output = Fichier où écrire le rapport (sans lui : la sortie standard)
cli-check-quiet = Seulement les comptes
cli-check-verbose = Toutes les preuves, les textes officiels et les questions
cli-check-competence = Ne montre que cette compétence (code ou nom court ; répétable)
cli-check-bloc = Ne montre que ce bloc, de 1 à 4 (répétable)
cli-check-all = Montre aussi les compétences non abordées
cli-check-fail-on = Sort avec le code 1 si un critère montré est absent, ou partiel : absent, partial (compte aussi absent), absent:auto, partial:C3.1.2, absent:bloc3 ; plusieurs avec des virgules
cli-check-baseline = Rapport JSON antérieur du même rendu : seuls les critères qui ont reculé depuis donnent le code 1 ; avec --fail-on, seuls ceux d'entre eux qu'il refuse
cli-check-profile = Projet selon lequel lire les livrables (prejury list profiles)
cli-check-config = Configuration à suivre, au lieu de celle des livrables
cli-check-isolated = Ne regarde pas la configuration des livrables
cli-diff = Comparer deux rapports JSON : ce qui progresse, ce qui recule
cli-diff-older = Rapport JSON le plus ancien
cli-diff-newer = Rapport JSON le plus récent
cli-diff-format = Format : terminal, markdown ou json
cli-diff-output = Fichier où écrire la comparaison (sans elle : sortie standard)
cli-init = Écrit un prejury.toml commenté et, sur demande, un workflow ; rien n'est écrasé
cli-init-folder = Dossier où écrire (par défaut : le dossier courant)
cli-init-ci = Écrit aussi le workflow de ce service : github ou gitlab
cli-init-written = écrit : { $path }
cli-init-exists = { $path } existe déjà et n'a pas été touché
cli-explain = Explique un critère ou une compétence : texte officiel, ce qui est cherché, exemple, conseil
cli-explain-code = Code ou nom court, par exemple C2.1.2-CE4 ou naive-baseline
cli-list = Liste les compétences, les critères, les profils ou les signaux
cli-list-what = Ce qu'il faut lister : competences, criteria, profiles ou signals
cli-completions = Écrit le script de complétion d'un shell
cli-completions-shell = Shell : bash, elvish, fish, powershell ou zsh
cli-man = Écrit la page de manuel
cli-man-command = Commande dont la page est écrite, par exemple check ; sans elle, celle de prejury
cli-man-name = Nom
cli-man-synopsis = Synopsis
cli-man-description = Description
cli-man-more = Notes
cli-man-version = Version

cli-value-input = ENTRÉE
cli-value-file = FICHIER
cli-value-dir = DOSSIER
cli-value-code = CODE
cli-value-format = FORMAT
cli-value-gate = SEUIL
cli-value-profile = PROFIL
cli-value-ci = CI
cli-value-lang = LANGUE
cli-value-when = QUAND
cli-value-bloc = BLOC
cli-value-shell = SHELL
cli-value-what = QUOI
cli-value-old = ANCIEN
cli-value-new = NOUVEAU
cli-value-command = COMMANDE

cli-error = erreur :
cli-error-unknown-argument = argument inconnu : { $value }
cli-error-unknown-command = commande inconnue : { $value }
cli-error-invalid-value = valeur refusée pour { $name } : « { $value } »
cli-error-missing = il manque : { $name }
cli-error-missing-value = { $name } attend une valeur
cli-error-conflict = { $name } et { $other } ne vont pas ensemble
cli-error-possible = valeurs possibles : { $values }
cli-error-similar = vouliez-vous dire { $value } ?
cli-error-help = « prejury --help » donne l'aide.
cli-error-more-outputs = { $outputs } fois --output pour { $formats } format : chaque --output va avec le --format de même rang
cli-error-two-on-stdout = un seul format peut aller à la sortie standard : ajoutez --output FICHIER aux autres
cli-error-same-output = deux rapports iraient dans le même fichier : { $path }
cli-error-extension = { $path } recevrait le format { $format } : ajoutez « --format { $expected } » ou changez le nom
cli-error-unknown-code = aucun critère ni compétence « { $code } »
cli-error-unknown-competence = aucune compétence « { $code } »
cli-error-config = { $path }, { $text }
cli-error-gate = --fail-on ne connaît pas « { $value } » ; connus : absent et partial, puis après un deux-points auto, assisted, bloc1 à bloc4, une compétence ou un critère
cli-error-unknown-profile = aucun profil « { $profile } » (connus : { $known })
cli-error-unknown-bloc = aucun bloc { $bloc }
cli-error-rules = règles refusées : { $detail }
cli-error-input = { $input } : { $detail }
cli-error-read = { $path } n'a pas pu être lu : { $detail }
io-not-found = ce chemin n'existe pas
io-not-allowed = les droits d'accès ne le permettent pas
io-folder = c'est un dossier, pas un fichier
io-no-folder = une partie du chemin n'est pas un dossier
io-there-already = ce fichier existe déjà
io-no-text = ce n'est pas du texte en UTF-8
io-too-large = ce fichier est trop gros
io-full = il n'y a plus de place sur le disque
line-syntax = colonne { $column }
line-field = champ { $field }
line-columns = il manque une colonne, ou l'une d'elles n'est pas du bon type
line-damaged = fichier abîmé
cli-error-not-report = ce n'est pas un rapport JSON de prejury (ligne { $line }, colonne { $column })
cli-error-not-decisions = ce n'est pas un fichier de décisions de prejury (ligne { $line }, colonne { $column })
cli-error-report-empty = ce fichier ne contient aucun rapport
cli-error-schema-version = schéma { $found }, et cette version lit le schéma { $known }
cli-error-schema-word = « { $word } » n'existe pas dans le schéma de ces fichiers
cli-error-not-a-report = { $path } n'est pas un rapport JSON de prejury (ligne { $line }, colonne { $column }). Faites-le avec « prejury check --format json --output { $path } ».
cli-error-other-schema = { $path } est un rapport du schéma { $version }, que cette version ne connaît pas. Refaites-le avec cette version : « prejury check --format json --output { $path } ».
cli-error-no-report = { $path } ne contient aucun rapport. Faites-en un avec « prejury check --format json --output { $path } ».
cli-error-other-submission = la référence { $path } ne porte pas sur { $label } mais sur { $labels }, et aucun de ses commits n'est dans cet historique. Donnez un rapport du même rendu.
cli-error-write = { $path } n'a pas pu être écrit : { $detail }
cli-gate = { $n ->
    [one] échec : { $n } critère ne tient pas --fail-on { $terms } ({ $criteria }). « prejury explain { $first } » dit quoi ajouter.
   *[other] échec : { $n } critères ne tiennent pas --fail-on { $terms } ({ $criteria }). « prejury explain { $first } » dit quoi ajouter.
}
cli-gate-misses-more = { $id } { $status }, il manque davantage
cli-gate-unread = { $n ->
    [one] La configuration du candidat a écarté { $n } fichier ; « --isolated » juge tout.
   *[other] La configuration du candidat a écarté { $n } fichiers ; « --isolated » juge tout.
}
cli-gate-worse = { $n ->
    [one] échec : { $n } critère a reculé depuis { $path } ({ $criteria }). « prejury explain { $first } » dit quoi ajouter ; si c'est voulu, refaites la référence.
   *[other] échec : { $n } critères ont reculé depuis { $path } ({ $criteria }). « prejury explain { $first } » dit quoi ajouter ; si c'est voulu, refaites la référence.
}
cli-gate-worse-and-refused = { $n ->
    [one] échec : { $n } critère a reculé depuis { $path } et ne tient pas --fail-on { $terms } ({ $criteria }). « prejury explain { $first } » dit quoi ajouter.
   *[other] échec : { $n } critères ont reculé depuis { $path } et ne tiennent pas --fail-on { $terms } ({ $criteria }). « prejury explain { $first } » dit quoi ajouter.
}
cli-baseline-new = { $path } n'a pas de rapport sur { $label } : il n'est comparé à rien.
cli-baseline-unknown = { $n ->
    [one] { $n } critère n'est pas dans la référence et n'a pas été comparé.
   *[other] { $n } critères ne sont pas dans la référence et n'ont pas été comparés.
}
cli-progress-reading = Lecture de { $input }

## Inputs that cannot be read

error-input-not-found = { $path } : aucun fichier ni dossier de ce nom. Vérifiez l'orthographe, ou donnez une adresse git.
error-input-unsupported = { $path } : ni un dossier, ni une archive (.zip, .tar.gz, .tgz, .tar), ni un notebook (.ipynb), ni un script (.py).
error-input-unreadable = { $path } : lecture impossible ({ $detail }). Vérifiez les droits d'accès.
error-input-broken-archive = { $path } : l'archive ne s'ouvre pas ({ $detail }). Refaites-la, ou donnez le dossier lui-même.
error-input-broken-repository = { $path } : le dépôt git ne se lit pas ({ $detail }). Essayez avec un nouveau clone.
error-url-invalid = { $url } : ce n'est pas une adresse git ({ $detail }). Formes admises : https://hôte/chemin, ssh://hôte/chemin, git@hôte:chemin, file:///chemin.
error-url-insecure = { $url } : une adresse sans chiffrement est refusée. Utilisez https:// ou ssh://.
error-clone-refused = { $url } : le serveur refuse l'accès. Le dépôt n'existe pas ou il est privé : pour un dépôt privé, utilisez son adresse ssh.
error-clone-failed = { $url } : le clonage a échoué ({ $detail }). Vérifiez l'adresse et le réseau.
error-clone-ssh-missing = { $url } : le programme ssh est introuvable. Installez OpenSSH, ou utilisez l'adresse https.
error-temporary-failed = impossible d'écrire dans un dossier temporaire ({ $detail }). Vérifiez l'espace libre et TMPDIR.
error-rules-unreadable = { $path } : ce dossier de règles ne se lit pas ({ $detail }).

## Issues

issue-code-set-aside = { $n ->
    [one] une cellule de code de ce notebook est celle que fournit l'organisme de formation, sortie comprise : elle n'a pas compté comme preuve
   *[other] { $n } cellules de code de ce notebook sont celles que fournit l'organisme de formation, sorties comprises : elles n'ont pas compté comme preuves
  }
issue-unknown = n'a pas pu être lu ({ $code })
issue-analysis-panic = une erreur interne a interrompu l'analyse ({ $detail }) : une partie des résultats manque
issue-archive-bomb = l'archive se décompresse à plus de { $limit } fois sa taille : la lecture s'est arrêtée là, par prudence
issue-archive-broken = cette archive est abîmée ({ $detail }) : son contenu n'a pas été lu
issue-archive-duplicate = ce nom figure plusieurs fois dans l'archive : seul le premier fichier a été lu
issue-archive-encrypted = ce fichier de l'archive est protégé par un mot de passe : il n'a pas été lu
issue-archive-entry-unreadable = ce fichier de l'archive n'a pas pu être lu ({ $detail })
issue-archive-nested = cette archive se trouve à deux niveaux de profondeur dans une archive : elle n'a pas été ouverte
issue-archive-outside = l'archive contient un nom qui mène hors de son dossier (« { $name } ») : cette entrée a été refusée
issue-archive-too-deep = l'archive emboîte plus de { $limit } dossiers : ce fichier n'a pas été lu
issue-archive-too-large = l'archive se décompresse à plus de { $limit } Mo : la lecture s'est arrêtée à « { $name } »
issue-archive-too-many-entries = l'archive contient plus de { $limit } entrées : les suivantes n'ont pas été lues
issue-archive-truncated = l'archive s'interrompt ({ $detail }) : seul son début a été lu
issue-config-not-followed = cette configuration n'a pas été suivie : { $detail }
issue-config-rules-refused = les règles nommées par les livrables ne sont pas chargées : --rules DOSSIER les charge pour qui lit
issue-config-limits-refused = les limites reviennent à qui lit (--config) : celles des livrables n'ont pas été suivies
issue-config-waivers-refused = les dispenses reviennent au mentor ou à l'évaluateur (--config) : celles des livrables n'ont pas été suivies
issue-document-bomb = ce document se décompresse à une taille démesurée : il n'a pas été ouvert, par prudence
issue-document-cut = ce document demande trop de travail : seules { $read } de ses { $pages } pages ont été lues
issue-document-damaged = ce document est abîmé : une partie n'a pas pu être lue
issue-document-data-sheets = { $sheets ->
    [one] une feuille de ce classeur contient des données : seules ses { $rows } premières lignes ont été lues
   *[other] { $sheets } feuilles de ce classeur contiennent des données : seules leurs { $rows } premières lignes ont été lues
  }
issue-document-encrypted = ce document est protégé par un mot de passe : il n'a pas été lu
issue-document-images-only = ce document n'est fait que d'images ({ $pages } { $pages ->
    [one] page
   *[other] pages
  }) : leur contenu n'a pas été lu
issue-document-no-text-layer = les caractères de ce document ne disent pas quelles lettres ils représentent : son texte n'a pas été lu
issue-document-old-format = ce document est dans un ancien format binaire (.doc, .ppt, .xls) : il n'a pas été lu ; enregistrez-le au format actuel ou en PDF
issue-document-too-large = ce document dépasse la taille permise ({ $limit }) : il n'a été lu qu'en partie
issue-document-too-slow = ce document prend trop de temps à lire : il a été laissé de côté
issue-document-unreadable = ce document n'a pas pu être lu
issue-file-empty = ce fichier est vide
issue-file-missing = ce fichier est suivi par git, mais son contenu n'est pas là : il n'a pas été lu
issue-file-special = ce n'est pas un fichier ordinaire : il n'a pas été ouvert
issue-file-symlink = c'est un lien symbolique : il n'a pas été suivi
issue-file-too-large = ce fichier pèse { $size } Mo, au-delà de la limite de { $limit } Mo : il n'a pas été lu
issue-file-unreadable = ce fichier n'a pas pu être lu ({ $detail })
issue-folder-unreadable = ce dossier n'a pas pu être lu ({ $detail })
issue-folder-vendored = { $why ->
    [name] ce dossier porte le nom de ceux où l'on range les bibliothèques d'autrui
    [package] ce dossier est une bibliothèque d'autrui, avec sa licence et son propre fichier d'installation
   *[readme] ce dossier est une bibliothèque d'autrui : sa licence et son README le disent
  } : { $n ->
    [one] son seul fichier n'a pas compté
   *[other] ses { $n } fichiers n'ont pas compté
  } comme travail du candidat
issue-git-head-unreadable = le commit courant du dépôt git ne se lit pas ({ $detail }) : l'historique n'a pas été lu
issue-git-branch-read = la version courante (HEAD) ne contient aucun travail : c'est la branche { $branch } qui a été lue ({ $files } { $files ->
        [one] notebook ou script
       *[other] notebooks et scripts
    })
issue-git-branch-unread = la branche { $branch } contient { $files } { $files ->
        [one] notebook ou script absent
       *[other] notebooks et scripts absents
    } de la version lue ; elle n'a pas été lue : donnez-la à part si elle fait partie du rendu
issue-git-no-commit = le dépôt git ne contient encore aucun commit
issue-git-objects-missing = il manque des objets au dépôt git ({ $detail }) : l'historique n'a été lu qu'en partie
issue-git-other-repository = ce dossier est un autre dépôt git : ses fichiers ont été lus, pas son historique
issue-git-shallow = ce clone est superficiel ({ $commits } { $commits ->
        [one] commit
       *[other] commits
    } seulement) : l'historique complet peut montrer davantage
issue-git-submodule-absent = le contenu de ce sous-module git n'est pas dans les livrables : il n'a pas été lu
issue-git-unreadable = ce dépôt git ne se lit pas ({ $detail }) : les fichiers ont été lus, pas l'historique
issue-issues-more = { $count ->
        [one] { $count } autre cas semblable n'est pas détaillé
       *[other] { $count } autres cas semblables ne sont pas détaillés
    } ({ $code })
issue-lfs-pointer = seul le pointeur Git LFS est là, pas le fichier ({ $size } Mo) : son contenu n'a pas été lu
issue-limit-changes = l'historique modifie plus de { $limit } fichiers : les modifications les plus anciennes n'ont pas été lues
issue-limit-commits = l'historique compte plus de { $limit } commits : les plus anciens n'ont pas été lus
issue-limit-depth = plus de { $limit } dossiers sont emboîtés : ce dossier n'a pas été lu
issue-limit-files = les livrables comptent plus de { $limit } fichiers : au moins { $skipped } n'ont pas été lus
issue-limit-total-size = les livrables dépassent { $limit } Mo au total : { $skipped } fichiers n'ont pas été lus
issue-limit-units = trop de code : au-delà de { $limit } unités, les scripts et notebooks n'ont pas été analysés
issue-notebook-broken-cell = la cellule { $cell } n'est pas du Python valide (ligne { $line }) : elle n'a été lue qu'en partie
issue-notebook-few-outputs = très peu de cellules de ce notebook gardent une trace d'exécution : son code est jugé tel qu'il est écrit
issue-notebook-invalid-json = ce notebook n'est pas du JSON valide à partir de la ligne { $line } : { $cells ->
        [0] il n'a pas été lu
        [one] seule sa première cellule a été lue
       *[other] seules ses { $cells } premières cellules ont été lues
    }
issue-notebook-merge-conflict = ce notebook contient un conflit de fusion git : une seule des deux versions a été lue
issue-notebook-no-cells = ce notebook ne contient aucune cellule
issue-notebook-no-line-breaks = les cellules de ce notebook ont perdu leurs retours à la ligne : chacune se lit comme un seul commentaire, et son code n'a pas pu être lu ; réenregistrez-le à partir de l'original
issue-notebook-no-outputs = ce notebook ne garde aucune sortie : son code est jugé tel qu'il est écrit
issue-notebook-too-many-cells = ce notebook a plus de { $limit } cellules : les suivantes n'ont pas été lues
issue-notebook-truncated = ce notebook s'arrête avant la fin : { $cells ->
        [0] aucune cellule n'a pu être lue
        [one] seule sa première cellule a été lue
       *[other] seules ses { $cells } premières cellules ont été lues
    }
issue-notebook-unknown-kernel = le langage de ce notebook ({ $kernel }) n'est pas analysé : seul son texte a été lu
issue-python-syntax = ce script contient une erreur de syntaxe à la ligne { $line } : il n'a été lu qu'en partie
issue-script-merge-conflict = ce script contient un conflit de fusion git : une seule des deux versions a été lue
issue-script-too-large = ce script dépasse { $limit } octets : la suite n'a pas été lue
issue-side-files-limit = les fichiers de configuration dépassent { $limit } au total : les suivants n'ont pas été lus
issue-submission-empty = il n'y a aucun fichier à lire ici
issue-text-set-aside = { $reason ->
    [feedback] ce texte est le retour d'un évaluateur, ou une liste de critères à cocher
    [form] ce document est un formulaire qui n'a pas été rempli
    [generated] ce README est celui qu'un outil a généré
    [library] ce README est celui d'une bibliothèque, pas du projet
   *[statement] ce texte n'est pas du candidat (énoncé, consigne, grille ou texte repris tel quel)
  } : il n'a pas compté comme preuve
issue-text-set-aside-part = { $n ->
    [one] un passage de ce texte
   *[other] { $n } passages de ce texte
  } { $reason ->
    [feedback] { $n ->
        [one] est le retour d'un évaluateur, ou une liste de critères à cocher
       *[other] sont le retour d'un évaluateur, ou une liste de critères à cocher
    }
    [generated] { $n ->
        [one] a été généré par un outil
       *[other] ont été générés par un outil
    }
   *[statement] { $n ->
        [one] n'est pas du candidat (énoncé, consigne, grille ou texte repris tel quel)
       *[other] ne sont pas du candidat (énoncé, consigne, grille ou texte repris tel quel)
    }
  } : { $n ->
    [one] il n'a pas compté comme preuve
   *[other] ils n'ont pas compté comme preuves
  }
issue-text-undecodable = l'encodage de ce texte n'est pas reconnu : certains caractères sont perdus

## Page of the evaluator

decision-acquired = Acquis
decision-not-acquired = Non acquis
decision-at-defence = À voir à l'oral

html-skip = Aller aux compétences
html-commit = Commit
html-no-history = Sans historique git
html-authors = Auteurs des commits :
html-how = Pour chaque critère : lisez le statut proposé, ouvrez la preuve, puis décidez. Rien n'est coché d'avance.
html-kept-here = Votre travail reste dans ce navigateur, sur cet ordinateur. Exportez-le pour le garder, le transmettre ou le fusionner.
html-not-kept = Ce navigateur refuse de garder votre travail : exportez vos décisions avant de fermer la page.
html-aside = Un autre travail sur ce rendu est gardé à part dans ce navigateur. Critères décidés dans cet autre travail :
html-aside-show = Voir l'autre travail
html-aside-forget = Effacer l'autre travail
html-aside-sure = Effacer pour de bon l'autre travail, celui qui n'est pas affiché ?
html-export = Exporter les décisions
html-import = Importer des décisions
html-remarks = Remarques d'évaluation
html-print = Imprimer
html-keyboard = Clavier
html-theme = Clair ou sombre
html-language = English
html-search = Chercher
html-status = Statut proposé
html-kind = Nature
html-decision = Votre décision
html-all = Tous
html-all-competences = Toutes
html-kind-auto = établi par les livrables
html-kind-assisted = à apprécier
html-kind-human = à l'oral
html-status-human = à juger
html-undecided = À décider
html-changed-only = Changé depuis
html-fold = Replier ou déplier
html-decided = Décidés :
html-overview = Compétences abordées et nombre de critères par statut proposé
html-nothing = Aucun critère ne répond à ces filtres.
html-general = Remarques générales
html-overall = Verdict global et remarques
html-strengths = Livrable : points forts
html-improvements = Livrable : axes d'amélioration
html-defence = Soutenance : remarques
html-findings = Des endroits qui ne s'accordent pas
html-competence-decision = Compétence
html-competence-remark = Remarque sur la compétence
html-evidence = Preuves
html-against = À l'encontre :
html-output = Sortie enregistrée
html-missing = Ce qui manque
html-advice = Conseil au candidat
html-questions = Questions à poser
html-leads = Pistes pour l'oral
html-comment = Commentaire
html-clear = Effacer la décision
html-cleared = décision effacée
html-changed = Changé depuis votre décision :
html-changed-evidence = Les preuves ont changé depuis votre décision.
html-imported = Décisions importées.
html-not-imported = Ce fichier n'est pas un fichier de décisions de prejury.
html-remarks-note = Écrit à partir de vos décisions et de vos commentaires seulement, jamais des statuts proposés.
html-remarks-text = Texte à coller dans le formulaire
html-copy = Copier
html-copied = Copié.
html-copy-by-hand = Le texte est sélectionné : copiez-le avec Ctrl+C.
html-close = Fermer
html-key-move = critère suivant, précédent
html-key-undecided = prochain critère à décider
html-key-decide = acquis, non acquis, à voir à l'oral, effacer
html-key-comment = commenter le critère
html-key-back = revenir du commentaire au critère
html-key-evidence = montrer les autres preuves
html-key-search = chercher
html-key-switch = Raccourcis d'une touche actifs

remarks-undecided = Encore à décider :
remarks-validated = Validé
remarks-not-validated = Non validé
remarks-to-decide = À décider
remarks-comments = Commentaires :
remarks-deliverable = Livrable
remarks-strengths = Points forts :
remarks-improvements = Axes d'amélioration :
remarks-defence = Soutenance, remarques :

decided-title = Décisions de l'évaluateur
decided-criterion = Critère
decided-competence = Décision sur la compétence
remarks-changed = Changé depuis votre décision :

cli-check-show-authors = Montrer les adresses e-mail des auteurs de commits (JSON et HTML)
cli-merge = Réunir un rapport JSON et les décisions de l'évaluateur
cli-merge-after =
    Exemples :
      prejury merge rapport.json decisions.json --output final.html
      prejury merge rapport.json decisions.json --format remarks
cli-merge-other-submission = attention : ces décisions ont été prises sur « { $decided } », et ce rapport porte sur « { $report } »
cli-merge-report = Rapport écrit par « prejury check --format json »
cli-merge-decisions = Décisions exportées de la page
cli-merge-format = Format : html (par défaut), xlsx, markdown, json ou remarks
cli-merge-output = Fichier à écrire (sans lui : la sortie standard)
cli-value-report = RAPPORT
cli-value-decisions = DÉCISIONS
cli-error-one-page = une page HTML montre un seul rendu : donnez une seule entrée
cli-error-several-reports = { $n } rapports dans ce fichier : les décisions portent sur un seul

## A cohort

cli-cohort = Lire les livrables de toute une promotion : un index, un classeur, les points faibles, l'évolution
cli-cohort-after =
    Exemples :
      prejury cohort rendus/ --output suivi
      prejury cohort liste.csv --output suivi --pseudonyms ~/noms.csv
      prejury cohort history suivi --candidate "Marie Dupont"
      prejury cohort history suivi --criterion C2.1.2-CE4
      prejury cohort forget "Marie Dupont" suivi

    Un dossier nommé history, forget, list ou rows se donne avec son chemin : ./history

    Codes de sortie : 0 tout a été lu ; 2 erreur d'usage, ou au moins un rendu illisible (les autres sont lus).
cli-cohort-input = Dossier ou archive (.zip, .tar.gz) où chaque dossier et chaque archive est un rendu, ou liste .csv (nom ; chemin ou adresse git) ; plusieurs possibles
cli-cohort-output = Dossier où tout est écrit et d'où ce qui n'a pas changé est repris
cli-cohort-from = Lignes écrites ailleurs (.jsonl ou .parquet, ou dossier de tels fichiers) à conserver et à montrer au lieu de lire des livrables ; répétable
cli-cohort-pseudonyms = Fichier qui retient un pseudonyme par nom (créé au besoin, lisible par vous seul) : les noms ne figurent plus ailleurs
cli-cohort-timeout = Secondes au plus pour un rendu (600 par défaut)
cli-cohort-competence = N'évaluer que cette compétence (code ou nom lisible ; répétable)
cli-cohort-bloc = N'évaluer que ce bloc, de 1 à 4 (répétable)
cli-cohort-profile = Projet dont suivre la liste (prejury list profiles)
cli-cohort-config = Configuration à suivre au lieu de celles des livrables
cli-cohort-isolated = Ne pas regarder les configurations des livrables
cli-cohort-history = Montrer l'évolution d'une promotion, d'un candidat ou d'un critère, et ce qui manque le plus souvent
cli-cohort-history-folder = Dossier de « prejury cohort --output »
cli-cohort-history-candidate = Suivre ce candidat (nom ou pseudonyme)
cli-cohort-history-criterion = Suivre ce critère (code ou nom lisible)
cli-cohort-history-pseudonyms = Fichier des pseudonymes, pour chercher par nom
cli-cohort-history-format = Format : terminal, markdown ou json
cli-cohort-history-output = Fichier à écrire (sans lui : la sortie standard)
cli-cohort-forget = Effacer un candidat de tout ce qu'un dossier de promotion contient
cli-cohort-forget-name = Nom ou pseudonyme du candidat
cli-cohort-forget-folder = Dossier de « prejury cohort --output »
cli-cohort-forget-pseudonyms = Fichier des pseudonymes, d'où le nom est effacé aussi
cli-cohort-list = Lister ce qui serait lu, un objet JSON par ligne, pour des machines qui se partagent le travail
cli-cohort-list-input = Dossier de rendus, ou liste .csv (nom ; chemin ou adresse git) ; plusieurs possibles
cli-cohort-list-pseudonyms = Fichier qui retient un pseudonyme par nom (créé au besoin, lisible par vous seul)
cli-cohort-rows = Lire les rendus listés sur l'entrée standard (par « prejury cohort list ») et écrire leurs lignes sur la sortie standard
cli-cohort-rows-after =
    Sur une machine :
      prejury cohort list rendus/ | prejury cohort rows > partie.jsonl
      prejury cohort --from partie.jsonl --output suivi

    Sur plusieurs, chacune prend une partie des lignes. Rien d'autre n'est écrit, et rien n'est conservé.
cli-cohort-rows-threads = Fils d'exécution au plus (par défaut : un par cœur)
cli-cohort-rows-timeout = { cli-cohort-timeout }
cli-cohort-rows-competence = { cli-cohort-competence }
cli-cohort-rows-bloc = { cli-cohort-bloc }
cli-cohort-rows-profile = { cli-cohort-profile }
cli-cohort-rows-config = { cli-cohort-config }
cli-cohort-rows-isolated = { cli-cohort-isolated }
cli-value-n = N
cli-value-rows = LIGNES
cli-value-seconds = SECONDES
cli-value-name = NOM
cli-progress-cohort = { $n ->
    [one] Lecture d'un rendu
   *[other] Lecture de { $n } rendus
}
cohort-empty = { $path } ne contient aucun rendu : ni dossier ni archive. Pour un seul rendu : prejury check.
cohort-list-header = { $path } : la première ligne doit nommer une colonne des noms (nom, candidat, name) et une colonne des rendus (chemin, url, dossier, path)
cohort-list-line = { $path }, ligne { $line } : un nom et un chemin ou une adresse sont attendus
cohort-pseudonyms-line = { $path }, ligne { $line } : un nom et un pseudonyme unique fait de lettres, de chiffres et de tirets sont attendus
cohort-rows = { $path }, ligne { $line } : ce n'est pas une ligne de prejury ({ $detail })
cohort-entries = { $path }, ligne { $line } : ce n'est pas une ligne de « prejury cohort list » ({ $detail })
cohort-list-archive = { $path } : les rendus d'une archive ne sont sur le disque que le temps de leur lecture. Décompressez-la d'abord, puis donnez le dossier.
cohort-no-rows = { $path } ne contient aucune ligne : aucun fichier .jsonl ni .parquet
cohort-store = { $path } ne peut pas être utilisé : { $detail }
cohort-store-busy = un autre programme s'en sert
cohort-store-damaged = ce n'est pas une base de données de prejury, ou elle est abîmée
cohort-store-newer = une version plus récente de prejury l'a faite
cohort-no-run = { $path } ne contient pas de promotion : il faut d'abord « prejury cohort ... --output { $path } »
cohort-unknown = aucun candidat « { $name } » dans ce dossier
cohort-forgotten = { $name } : effacé des rapports, de l'index, du classeur et de l'historique. Ses livrables n'ont pas été touchés : tant qu'ils restent dans la promotion, la prochaine lecture les lira à nouveau.
cohort-panicked = la lecture a échoué ; merci de signaler ce rendu
cohort-timed-out = lecture arrêtée après { $n } s (--timeout en donne davantage)
cohort-done = Lus : { $read }, inchangés : { $unchanged }, illisibles : { $failed }. À ouvrir : { $path }
cohort-title = Promotion
cohort-criteria = Critères
cohort-skip = Aller au tableau
cohort-candidates = { $n ->
    [one] { $n } candidat
   *[other] { $n } candidats
}
cohort-failed = { $n ->
    [one] { $n } rendu illisible
   *[other] { $n } rendus illisibles
}
cohort-how = Un nom ouvre la grille du candidat, une case sa compétence. Un titre de colonne trie ; un second appui inverse.
cohort-search = Chercher un candidat
cohort-bloc = Bloc
cohort-show = Montrer
cohort-show-absent = avec des critères absents
cohort-show-lacking = avec des critères absents ou partiels
cohort-show-complete = sans manque
cohort-show-failed = illisibles
cohort-matrix = Nombre de critères présents · partiels · absents, par candidat et par compétence abordée. Un tiret : les livrables ne l'abordent pas.
cohort-matrix-waived = Nombre de critères présents · partiels · absents · dispensés, par candidat et par compétence abordée. Un tiret : les livrables ne l'abordent pas.
cohort-titles = Intitulés des compétences
cohort-waivers = Dispenses
cohort-reason = Raison
cohort-candidate = Candidat
cohort-nothing = Aucun candidat ne correspond à ces filtres.
cohort-not-read = Non lu :
cohort-not-read-column = Non lu
cohort-most-lacking = Ce qui manque le plus souvent
cohort-wording = Ce qui est attendu
cohort-share = { $competence } (part présente)
cohort-run = Lecture
cohort-day = Jour
cohort-version = Version
cohort-n-candidates = Candidats
cohort-n-failed = Non lus
cohort-changes = Changements
cohort-history-runs = Lectures
cohort-history-candidate = Évolution de { $about }
cohort-history-criterion = Évolution de { $about }
column-criterion = Critère
