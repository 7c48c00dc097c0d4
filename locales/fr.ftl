# Tout ce qu'une personne lit. Un message peut avoir un .hint : que faire, et un
# .command, qui le dit dans le terminal seulement : la fenêtre a des boutons pour cela.
# NUMBER(), BYTES() et SECONDS() écrivent les nombres comme la langue le veut. Rangé par pièce.

### files

disk-full = Il n’y a pas assez de place sur le disque dans { $place } : il faut { BYTES($needed) }, mais seuls { BYTES($free) } sont libres.
    .hint = Libérez de la place et réessayez.
disk-files-none = Le disque qui contient { $place } a de la place, mais ne peut plus recevoir de fichiers : il n’a plus d’inodes.
    .hint = Supprimez des fichiers dont vous n’avez pas besoin et réessayez.
cancelled = L’opération a été arrêtée avant la fin.
file-changed = { $path } a changé pendant sa lecture.
    .hint = Réessayez quand plus rien n’y écrit.
file-link-nowhere = { $path } est un lien vers { $target }, qui n’existe pas.
    .hint = Rétablissez la cible : montez le disque où elle se trouve, ou récupérez le fichier avec git-annex ou DVC.
file-link-out = { $path } est un lien vers { $target }, qui est en dehors du répertoire de l’exécution.
file-not-zipped = { $path } ne peut pas être mis dans un zip : son nom n’est pas de l’UTF-8 valide, est trop long ou contient une barre oblique inverse ou un caractère de contrôle, ou c’est un lien vers un dossier ou vers quelque chose qui n’existe pas.
file-special = { $path } est un tube, un socket ou un périphérique : il n’a aucun contenu à copier.
    .hint = Sortez-le du dossier et réessayez.
caused-by = Cause : { $cause }
column-path = Chemin
column-wrong = Problème
damaged-remove-title = Supprimer { $name } ?
damaged-remove-text = Tous ses fichiers seront supprimés, même ceux qui pourraient encore être réparés. Dans le doute, enregistrez-les d’abord.
damaged-export = Enregistrer ce qui reste
thing-damaged = { $kind ->
        [run] L’exécution { $name } est inutilisable.
        [package] Le paquet { $name } est inutilisable.
        [version] La version { $name } est inutilisable.
        [dataset] Le jeu de données { $name } est inutilisable.
        [project] Le projet { $name } est inutilisable.
        [tags] Les étiquettes de l’exécution { $name } sont inutilisables.
       *[schedule] La planification { $name } est inutilisable.
    } { $reason }
damaged-ways = « trainyard storage export-damaged CHEMIN » enregistre ce qui reste d’un élément endommagé, et « trainyard storage remove-damaged CHEMIN » le supprime.
damaged-project = Seul le nom du projet { $id } est perdu. Son contenu est intact.
    .hint = Donnez-lui un nom avec « trainyard project rename { $id } NOM ».
damaged-unknown = Il n’y a pas d’élément endommagé sous { $path }.
    .command = « trainyard storage damaged » liste les éléments endommagés.
file-newer = { $path } a été écrit par une version plus récente de Trainyard.
    .hint = Mettez Trainyard à jour pour l’utiliser.
file-too-deep = { $path } se trouve dans trop de dossiers : avec leurs noms, le sien compte plus de { NUMBER($most) } octets.
file-unreadable = { $path } ne peut pas être lu.
    .hint = Donnez-vous le droit de le lire, ou déplacez-le, puis réessayez.
file-unwritable = { $path } ne peut pas être écrit.
    .hint = Vérifiez que le dossier existe et que vous avez le droit d’y écrire.
file-vanished = { $path } n’existe pas, ou a été supprimé pendant sa lecture.
    .hint = Vérifiez le chemin, et réessayez quand plus rien ne modifie le dossier.
lock-not-handed = Le programme qui a lancé celui-ci ne lui a pas transmis le verrou.
    .hint = Cette commande est lancée par le programme lui-même, pas à la main.
lock-unavailable = Le verrou { $path } n’a pas pu être pris.
threads-none = Aucun autre thread ne peut être démarré.
    .hint = Fermez d’autres programmes, ou relevez la limite : « ulimit -u », ou celle du conteneur sur le nombre de processus.
zip-entry-broken = { $entry } dans { $path } est endommagé.
    .hint = Procurez-vous une nouvelle copie du zip.
zip-entry-refused = { $entry } dans { $path } ne peut pas être décompressé : c’est une entrée chiffrée, un lien ou un périphérique, son nom mène hors du dossier ou il figure deux fois.
    .hint = Refaites le zip sans cette entrée.
zip-name-refused = Le nom { $path } contient un « \ » ou un caractère de contrôle et ne peut donc pas entrer dans un zip.
    .hint = Renommez-le et réessayez.
zip-too-many = Un zip ne peut pas contenir plus de { NUMBER($most) } fichiers et dossiers.
    .hint = Supprimez ce qui est inutile ; un lien vers un dossier compte avec tout ce que ce dossier contient.
zip-unreadable = { $path } ne peut pas être lu comme un zip.
    .hint = Procurez-vous une nouvelle copie du zip.

### snapshots

file-in-snapshot = { $path } est conservé dans un instantané, où il n’a pas de chemin propre.
    .hint = Enregistrez-le d’abord.
snapshot-damaged = La liste des fichiers de l’instantané { $id } est endommagée.
    .hint = Ses fichiers sont peut-être intacts, mais rien ne dit plus lesquels c’étaient. Restaurez la liste depuis une sauvegarde du dépôt.
snapshot-file-damaged = Le contenu de { $path } dans l’instantané est endommagé.
    .hint = Reprenez le fichier dans le jeu de données d’où il vient ou dans une sauvegarde du dépôt.
snapshot-file-missing = Le contenu de { $path } n’a pas été conservé : seule son empreinte est connue.
    .hint = Reprenez le fichier dans le jeu de données d’où il vient.
snapshot-missing = Il n’y a pas d’instantané { $id }.
snapshot-newer = L’instantané { $id } a été écrit par une version plus récente de Trainyard.
    .hint = Mettez Trainyard à jour pour l’utiliser.
snapshot-too-large = Un instantané ne peut pas contenir plus de { NUMBER($most) } fichiers et dossiers.
    .hint = Regroupez les petits fichiers dans des fichiers plus gros.

### contract

kind-training = Exécution de pipeline d’entraînement
kind-evaluation = Exécution de pipeline d’évaluation
kind-full = Exécution de pipeline complet
kind-unknown = Il n’y a pas de type de pipeline « { $kind } ».
    .hint = Utilisez « training », « evaluation » ou « full ».
kind-unsupported = { $package } { $version } ne permet pas ce type de pipeline ({ $kind ->
        [training] entraînement
        [evaluation] évaluation
       *[full] pipeline complet
    }) : il faut { $needs } dans la classe Main de son train.py.
    .hint = Choisissez une autre version ou un autre type de pipeline.
status-scheduled = Planifié
status-queued = En file d’attente
status-packaging = Empaquetage
status-running = En cours d’exécution
status-successful = Réussi
status-failed = Échec
status-killed = Arrêté
stage-environment = environnement
stage-package = paquet
stage-data = données
stage-version = nouvelle version
stage-code = { $call }
version-invalid = « { $version } » n’est pas une version de paquet.
    .hint = Écrivez-la sous la forme majeure.mineure, par exemple 1.0.
python-version-invalid = « { $version } » n’est pas une version de Python de la forme majeure.mineure.
    .hint = Écrivez-la comme 3.11.
python-major-unknown = Les paquets s’exécutent avec Python 3 ; « { $version } » n’en est pas une version.
    .hint = Écrivez-la comme 3.11.
name-too-long = Le nom « { $name } » est trop long.
    .hint = Utilisez au plus { NUMBER($longest) } octets.
package-name-invalid = « { $name } » ne peut pas être le nom d’un paquet : il faut un identifiant Python qui ne soit pas un mot réservé.
    .hint = Utilisez par exemple « { $suggestion } ».
dataset-name-invalid = « { $name } » ne peut pas être le nom d’un jeu de données.
    .hint = Utilisez au plus 200 octets, sans « / », « \ » ni caractère de contrôle, sans point au début ni espace au début ou à la fin.
project-name-invalid = « { $name } » ne peut pas être le nom d’un projet.
    .hint = Utilisez une seule ligne d’au plus 200 octets.
project-id-invalid = « { $id } » n’est pas l’identifiant d’un projet.
    .command = « trainyard project list --json » montre les identifiants.
run-id-invalid = « { $id } » n’est pas l’identifiant d’une exécution.
    .command = « trainyard run list » montre les identifiants.
folder-path-invalid = « { $path } » n’est pas le chemin d’un dossier dans un jeu de données.
    .hint = Donnez-le par rapport au jeu de données, sans « .. ».
parameter-name-empty = Un paramètre n’a pas de nom.
    .hint = Nommez la variable d’environnement ou supprimez la ligne.
parameter-name-invalid = Le nom de paramètre « { $name } » contient « = » ou un octet nul.
    .hint = Choisissez un autre nom.
parameter-reserved = Le paramètre « { $name } » est défini par le programme lui-même.
    .hint = Choisissez un autre nom.
parameter-twice = Le paramètre « { $name } » est donné deux fois.
    .hint = N’en gardez qu’un.
parameter-not-secret = Le paramètre « { $name } » ne peut pas être un secret.
    .hint = Donnez-lui une valeur en clair.
parameter-value-nul = La valeur du paramètre « { $name } » contient un octet nul.
    .hint = Supprimez-le.
parameter-not-boolean = Le paramètre « { $name } » ne peut pas valoir « { $value } ».
    .hint = Utilisez true ou false.
parameter-not-folder = { $name } ne peut pas valoir « { $value } ».
    .hint = Utilisez un dossier relatif, sans « .. ».
run-name-empty = Le pipeline n’a pas de nom.
    .hint = Donnez-lui un nom.
run-name-invalid = Le nom du pipeline est trop long ou contient des caractères de contrôle.
    .hint = Utilisez au plus { NUMBER($longest) } caractères, sur une ligne.
tag-invalid = « { $tag } » ne peut pas être une étiquette.
    .hint = Utilisez de 1 à { NUMBER($longest) } caractères sur une ligne, sans virgule.
tags-too-many = Une exécution ne peut pas avoir plus de { NUMBER($most) } étiquettes.
    .hint = Retirez-en d’abord.
note-invalid = La note est trop longue ou contient des caractères de contrôle.
    .hint = Utilisez au plus { NUMBER($longest) } caractères, sur autant de lignes que vous le souhaitez.
input-dataset-missing = Aucun jeu de données d’entrée n’a été choisi.
    .hint = Choisissez un jeu de données ou un dossier de celui-ci.
input-dataset-unused = Un pipeline d’évaluation ne prend pas de jeu de données d’entrée.
    .hint = Choisissez uniquement un jeu de données d’évaluation.
evaluation-dataset-missing = Aucun jeu de données d’évaluation n’a été choisi.
    .hint = Choisissez un jeu de données ou un dossier de celui-ci.
evaluation-replaces-training = Le jeu de données d’évaluation remplacerait les données d’entraînement, qui sont dans test_data_directory.
    .hint = Choisissez un autre dossier pour test_data_directory.
evaluation-dataset-unused = Un pipeline d’entraînement ne prend pas de jeu de données d’évaluation.
    .hint = Retirez-le, ou choisissez un pipeline complet.
gpu-missing = Cette machine n’a pas de GPU utilisable.
    .hint = Lancez l’exécution sans GPU.
memory-limit-invalid = « { $size } » n’est pas une limite de mémoire valable.
    .hint = Utilisez au moins 1 Mo, par exemple 500 Mo ou 4 Go, ou ne fixez aucune limite.
cores-invalid = « { $cores } » n’est pas un nombre valable de cœurs de processeur.
    .hint = Utilisez un nombre entier supérieur ou égal à 1, ou ne fixez aucune limite.
cores-too-many = Cette machine a { $most ->
        [one] 1 cœur de processeur
       *[other] { NUMBER($most) } cœurs de processeur
    }, une exécution ne peut donc pas en avoir { NUMBER($cores) }.
    .hint = Utilisez-en moins, ou ne fixez aucune limite.
grace-too-long = Le délai de grâce est trop long.
    .hint = Utilisez au plus { NUMBER($longest) } secondes.
day-mon = lun.
day-tue = mar.
day-wed = mer.
day-thu = jeu.
day-fri = ven.
day-sat = sam.
day-sun = dim.
when-weekly = { $days } à { $time }
when-daily = tous les jours à { $time }
day-monday = lundi
day-tuesday = mardi
day-wednesday = mercredi
day-thursday = jeudi
day-friday = vendredi
day-saturday = samedi
day-sunday = dimanche
form-once-at = le { $day } à { $time }
form-weekdays = du lundi au vendredi à { $time }
form-weekly = chaque { $days } à { $time }
form-cron-due = à chaque échéance de { $cron }
as-of-invalid = « { $text } » n’est pas une date à laquelle on peut résoudre les dépendances.
    .hint = Écrivez-la sous la forme AAAA-MM-JJ, au plus tôt 2003-01-01 et au plus tard aujourd’hui, par exemple 2019-08-14.
at-invalid = « { $text } » n’est pas une date suivie d’une heure.
    .hint = Écrivez-la sous la forme AAAA-MM-JJ HH{"\u003A"}MM, par exemple 2026-12-01 08{"\u003A"}00.
at-past = { $text } est passé.
    .hint = Choisissez un moment dans l’avenir.
days-missing = Aucun jour de la semaine n’a été choisi.
    .hint = Choisissez-en au moins un.
day-unknown = « { $day } » n’est pas un jour de la semaine.
    .hint = Utilisez mon, tue, wed, thu, fri, sat ou sun (de lundi à dimanche).
time-invalid = « { $text } » n’est pas une heure.
    .hint = Écrivez-la sous la forme HH{"\u003A"}MM, par exemple 08{"\u003A"}00.
pattern-bad = « { $pattern } » n’est pas une expression régulière : { $why }.
cron-invalid = « { $text } » n’est pas une expression cron.
    .hint = Écrivez minute, heure, jour du mois, mois et jour de la semaine, par exemple 30 8 * * MON-FRI.
cron-never = « { $text } » n’arrive jamais à échéance.
    .hint = Choisissez un jour qui existe.

### executor

reason-stopped = L’utilisateur a arrêté l’exécution.
reason-exception = { $stage } a levé { $exception } : { $text }
reason-no-score = evaluate() a renvoyé { $value }, qui n’est pas un nombre.
    .hint = Elle doit renvoyer le score sous forme de nombre fini.
reason-exit = { $stage } a mis fin au processus (sys.exit, code de sortie { $code }) avant la fin de l’exécution.
reason-exit-code = Python s’est terminé avec le code de sortie { $code } dans { $stage }, avant la fin de l’exécution.
reason-signal = Python a été arrêté par le signal { $signal } dans { $stage }.
reason-memory = Python a été tué dans { $stage } parce que la machine n’avait plus de mémoire.
    .hint = Traitez moins de données à la fois, ou fermez d’autres programmes.
reason-memory-limit = L’exécution a utilisé { BYTES($used) } de mémoire, plus que sa limite de { BYTES($limit) }, et a été arrêtée.
reason-interrupted = L’exécution a été interrompue : la machine ou ses propres processus se sont arrêtés.
    .hint = Relancez-la.
reason-executor-died = L’exécution a été interrompue : le processus qui l’exécutait a été arrêté de l’extérieur ({ $how }).
    .hint = Relancez-la.
reason-guard-died = L’exécution a été interrompue : le processus qui la surveillait a été tué.
    .hint = Relancez-la.
reason-log-failed = L’exécution a été arrêtée parce que son journal ne pouvait plus être écrit.
    .hint = Libérez de la place et relancez-la.
reason-disk-full = Le disque s’est rempli pendant l’exécution : il n’y a plus de place pour { $place }.
    .hint = Libérez de la place et relancez-la.
reason-version-kept = L’entraînement a réussi, mais sa version n’a pas pu être créée. Ce que save() a laissé est conservé dans { $place }.
    .hint = Corrigez le problème ; « trainyard run publish { $id } » crée ensuite la version.
reason-version-refused = Le dossier laissé par save() n’est plus un paquet valable : { $problem }
package-changed = { $path } n’est plus la version de paquet choisie : son contenu a changé.
    .hint = Ajoutez de nouveau le paquet.
data-left-out = { $count ->
        [one] Un fichier ou dossier du jeu de données { $name } n’a pas pu être copié et est absent de cette exécution :
       *[other] { NUMBER($count) } fichiers ou dossiers du jeu de données { $name } n’ont pas pu être copiés et sont absents de cette exécution :
    }
data-folder-missing = Le jeu de données { $name } ne contient plus de dossier { $path }.
    .hint = Vérifiez le jeu de données.
secret-unknown = Le secret « { $name } » n’existe pas.
    .hint = Donnez au paramètre une valeur en clair.
data-given = { $role ->
        [input] Jeu de données d’entrée
       *[evaluation] Jeu de données d’évaluation
    } { $name } : { $files ->
        [one] un fichier
       *[other] { NUMBER($files) } fichiers
    }, { BYTES($bytes) }{ $kept ->
        [yes] , conservé avec l’exécution
       *[no] {""}
    }
data-given-unknown = { $role ->
        [input] Jeu de données d’entrée
       *[evaluation] Jeu de données d’évaluation
    } { $name } : son contenu d’alors n’est pas consigné.
data-same = Le jeu de données a aujourd’hui le même contenu.
data-changed = Le jeu de données a changé depuis (ajouts : { NUMBER($added) }, suppressions : { NUMBER($removed) }, modifications : { NUMBER($changed) }).
data-changed-somehow = Le jeu de données a aujourd’hui un autre contenu.
data-gone = Le jeu de données ou ce dossier n’existe plus.
dataset-differences = Ajouts : { NUMBER($added) }, suppressions : { NUMBER($removed) }, modifications : { NUMBER($changed) }.
data-differences-more = { $count ->
        [one] et un autre
       *[other] et { NUMBER($count) } autres
    }
file-not-before = { $path } n’existait pas avant : il n’y a rien à quoi le comparer.
file-not-after = { $path } n’existe plus : il n’y a rien à lui comparer.
differs-nothing = Le contenu est identique.
differs-text-long = La ligne { NUMBER($line) } est la première qui diffère. Les fichiers sont trop longs pour que toutes les lignes soient comparées.
differs-text-cut = Seules les premières lignes qui diffèrent sont affichées.
differs-cells = { $cells ->
        [0] Aucune cellule ne diffère dans les lignes et colonnes communes.
        [one] Une cellule diffère.
       *[other] { NUMBER($cells) } cellules diffèrent, dans { $rows ->
            [one] une ligne
           *[other] { NUMBER($rows) } lignes
        }.
    }
differs-cells-first = { $count ->
        [one] La première :
       *[other] Les { NUMBER($count) } premières :
    }
differs-cell = ligne { NUMBER($row) }, { $column } : { $before } → { $after }
differs-rows = Le nombre de lignes est passé de { NUMBER($before) } à { NUMBER($after) }. Les lignes sont comparées à la même position : une ligne insérée fait différer toutes les suivantes.
differs-rows-part = Seules les { NUMBER($rows) } premières lignes ont été comparées : tout lire prendrait trop de temps.
differs-columns-added = Colonnes ajoutées : { $names }
differs-columns-removed = Colonnes supprimées : { $names }
differs-largest = Plus grand écart dans { $column } : { $by }
differs-arrays = { $arrays ->
        [one] Un tableau diffère
       *[other] { NUMBER($arrays) } tableaux diffèrent
    }, { $same ->
        [one] { NUMBER($same) } est identique.
       *[other] { NUMBER($same) } sont identiques.
    }
differs-array = Le tableau diffère.
differs-arrays-unread = { $count ->
        [one] Un tableau n’a pas pu être comparé, ou pas à temps.
       *[other] { NUMBER($count) } tableaux n’ont pas pu être comparés, ou pas à temps.
    }
differs-elements = { $differing ->
        [one] Un élément sur { NUMBER($compared) } diffère
       *[other] { NUMBER($differing) } éléments sur { NUMBER($compared) } diffèrent
    }
differs-elements-part = { $differing ->
        [one] Un des { NUMBER($compared) } premiers éléments sur { NUMBER($total) } diffère
       *[other] { NUMBER($differing) } des { NUMBER($compared) } premiers éléments sur { NUMBER($total) } diffèrent
    }
differs-elements-first = en { $index } : { $before } → { $after }
differs-elements-by = d’au plus { $by }
differs-elements-somehow = Les éléments ne peuvent pas être comparés un à un.
differs-members = { $members ->
        [one] Un fichier de l’archive diffère
       *[other] { NUMBER($members) } fichiers de l’archive diffèrent
    }, { $same ->
        [one] { NUMBER($same) } est identique.
       *[other] { NUMBER($same) } sont identiques.
    }
differs-members-cut = Les archives contiennent trop de fichiers pour que tous soient comparés.
differs-bytes = Le premier octet qui diffère est à la position { NUMBER($at) } (à partir de 0).
differs-bytes-part = Les { BYTES($compared) } du début sont identiques. Le reste n’a pas été comparé : tout lire prendrait trop de temps.
differs-sizes = La taille est passée de { BYTES($before) } à { BYTES($after) }.
training-folder-empty = process_data() a laissé training_data_directory vide ; train() reçoit donc data_directory lui-même.
evaluation-data-instead = Le jeu de données d’évaluation { $name } remplace ce que le jeu de données d’entrée contient dans test_data_directory.
data-changed-meanwhile = Des fichiers du jeu de données { $name } ont changé pendant leur copie : { $names }. L’exécution a consigné ce que son code reçoit.
data-not-recorded = Les données que reçoit l’exécution n’ont pas pu être consignées. Elle continue sans cela.
test-data-not-kept = Les données que reçoit evaluate() n’ont pas pu être enregistrées (save_test_data).
test-data-left-out = { $count ->
        [one] Un fichier ou dossier que reçoit evaluate() n’est pas enregistré :
       *[other] { NUMBER($count) } fichiers ou dossiers que reçoit evaluate() ne sont pas enregistrés :
    }
artifacts-not-taken = Le dossier { $folder } n’a pas pu être copié en entier dans les artefacts de l’exécution.
artifacts-name-taken = Le code a écrit { $names }, mais les artefacts de l’exécution contiennent déjà quelque chose de ce nom. Le tout a été enregistré dans { $place }.
isolation-unknown = { $text } n’est ni on ni off.
    .hint = L’isolation vaut on ou off.
metrics-from-unknown = « { $text } » n’est pas une source de métriques.
    .hint = Indiquez all, none ou une liste parmi { $words }, séparée par des virgules.
isolated-full = Le code est isolé du dépôt et des autres processus.
isolated-files = Le code ne peut pas écrire dans le dépôt, mais il voit les autres processus, et l’un des siens pourrait survivre à l’exécution : ce système ne permet pas davantage ({ $reason }).
isolated-not = Le code n’est pas isolé et pourrait écrire dans le dépôt, car ce système ne le permet pas ({ $reason }).
isolated-off = Le code n’est pas isolé : l’isolation a été désactivée.
calls-outlived = Des threads ou des processus enfants maintenaient Python en vie après le dernier appel. Ils ont été arrêtés au bout de { NUMBER($seconds) } s.
python-instead = Le paquet demande Python { $asked }, trop ancien pour être exécuté ici. Python { $taken } est utilisé à la place, la version la plus proche sur cette machine.
left-out-of-version = { $path } a été ignoré et n’est pas dans la nouvelle version : ce n’est pas un fichier ordinaire du paquet, ou son nom ne peut pas figurer dans un zip.
left-out-more = { $count ->
        [one] { NUMBER($count) } autre a été ignoré.
       *[other] { NUMBER($count) } autres ont été ignorés.
    }
run-live = L’exécution { $path } est déjà en cours dans un autre processus.
    .hint = Attendez la fin de l’exécution ou arrêtez-la.
run-over = L’exécution { $path } a déjà été lancée.
    .hint = Lancez plutôt une nouvelle exécution.
run-unreadable = { $path } n’est pas le répertoire d’une exécution.
python-not-started = Python n’a pas pu être lancé : { $path }.
exec-failed = Le processus qui exécute l’entraînement n’a pas pu être préparé.

### store

store-newer = { $path } a été créé par une version plus récente de Trainyard.
    .hint = Installez cette version ou utilisez un autre dépôt.
store-not-utf8 = Rien ne peut être entraîné dans le dépôt { $path } : son chemin n’est pas de l’UTF-8 valide, aucun environnement Python ne peut donc y être construit.
    .hint = Renommez le dossier, ou choisissez-en un autre avec --home.
store-read-only = Le dépôt { $path } est en lecture seule.
    .hint = Copiez-le dans un dossier où vous pouvez écrire, ou faites-le rendre accessible en écriture.
store-made-private = D’autres utilisateurs de cet ordinateur pouvaient lire le dépôt { $path }, qui contient des paramètres et des variables d’environnement. Vous seul le pouvez désormais.
store-open-to-others = D’autres utilisateurs de cet ordinateur peuvent lire le dépôt { $path }, qui contient des paramètres et des variables d’environnement, et les permissions de son dossier ne peuvent pas être modifiées.
    .hint = Choisissez un dossier sur un autre disque avec --home.
store-unusable = L’index du dépôt { $path } ne peut pas être ouvert.
    .hint = Vérifiez que le dossier existe et que vous avez le droit d’y écrire.
store-failed = L’index du dépôt ne peut pas être utilisé.
    .hint = Réessayez. Si cela persiste, supprimez store.db : il est reconstruit à partir des fichiers.

### environments

as-of-not-for-links = Les archives de --find-links n’ont pas de date : elles sont utilisées même si elles sont postérieures au { $date }.
as-of-not-for-pip = pip ne peut pas se limiter à une date ici : des versions postérieures au { $date } peuvent être installées.
bytecode-incomplete = Une partie du bytecode de l’environnement n’a pas pu être écrite : ses exécutions recompilent certains modules.
environment-disk-full = Il n’y a plus de place pour l’environnement Python dans { $place }.
    .hint = Libérez de la place et réessayez.
environment-differs = Ce qui a été installé n’est pas ce qui a été résolu : { $names }.
    .hint = Réessayez. Si cela persiste, l’index de paquets fournit d’autres versions que celles qu’il annonce.
index-unreachable = L’index de paquets est injoignable : les dépendances ne peuvent pas être installées.
    .hint = Vérifiez le réseau et, dans les réglages, le proxy et l’index de paquets, puis réessayez.
installed-by-code = Le code a installé des paquets, pour cette exécution seulement : { $packages }.
installed-unknown = Ce que le code a installé, pour cette exécution seulement, n’a pas pu être listé : { $reason }
lock-unreadable = Une ligne de la liste des paquets installés ne peut pas être lue : { $text }
logged-dropped = { $count ->
        [one] Un élément journalisé par le code, par exemple un paramètre, n’a pas été enregistré : il y en a trop.
       *[other] { NUMBER($count) } éléments journalisés par le code, par exemple des paramètres, n’ont pas été enregistrés : il y en a trop.
    }
logged-histograms-dropped = { $count ->
        [one] Un histogramme journalisé par le code n’a pas été enregistré : il y en a trop.
       *[other] { NUMBER($count) } histogrammes journalisés par le code n’ont pas été enregistrés : il y en a trop.
    }
logged-images-dropped = { $count ->
        [one] Une image journalisée par le code n’a pas été enregistrée : elle est trop grande, il y en a trop ou le disque était plein.
       *[other] { NUMBER($count) } images journalisées par le code n’ont pas été enregistrées : elles sont trop grandes ou trop nombreuses, ou le disque était plein.
    }
logged-not-written = Ce que le code a journalisé en plus des métriques n’a pas pu être enregistré : { $reason }
mlflow-artifacts-not-saved = { $count ->
        [one] Un artefact que le code a journalisé avec MLflow n’a pas pu être enregistré : { $path }. { $reason }
       *[other] { NUMBER($count) } artefacts que le code a journalisés avec MLflow n’ont pas pu être enregistrés, le premier étant { $path }. { $reason }
    }
pip-asks-all-indexes = Les listes exigent pip, qui interroge tous les index, ce que les réglages interdisent.
    .hint = Mettez first-index à false, ou n’indiquez qu’un seul index.
pip-installs = Les listes utilisent ce que uv ne prend pas en charge : pip les installe, ce qui prend plus de temps.
pip-tries = uv n’a pas pu installer les dépendances. pip essaie maintenant, ce qui prend plus de temps.
python-chosen = Python { $version } est utilisé : c’est le plus récent ici pour lequel il existe des wheels des dépendances fixées.
python-missing = Python { $version } n’est pas installé sur cette machine et n’a pas pu être téléchargé.
    .hint = Installez-le, ou choisissez une autre version de Python pour le paquet.
python-too-old = Le seul Python qui convienne sur cette machine, { $version } dans { $path }, est trop ancien : les entraînements demandent Python 3.8 ou plus récent.
    .hint = Choisissez-en un plus récent, par exemple avec --python quand vous ajoutez le paquet, ou installez-en un.
python-none = Aucun Python 3.8 ou plus récent n’a été trouvé sur cette machine, et aucun n’a pu être téléchargé.
    .hint = Installez Python 3.
find-links-missing = { $file }, ligne { NUMBER($line) } : { $reference } n’existe pas ; aucun paquet n’y est cherché.
find-links-setting-missing = { $path }, où vos réglages de uv ou pip cherchent des paquets, n’existe pas.
requirement-folder-empty = { $file }, ligne { NUMBER($line) } : { $reference } ne contient ni setup.py ni pyproject.toml.
    .hint = Indiquez le dossier qui contient l’un d’eux.
requirement-hash-mismatch = Un fichier téléchargé ne correspond pas à son empreinte dans les listes.
    .hint = Cherchez pourquoi il a changé avant de corriger l’empreinte.
requirement-hash-missing = Les listes contiennent des empreintes, mais aucune pour { $name }, qui ne peut donc pas être vérifié.
    .hint = Ajoutez sa version et son empreinte, ou supprimez toutes les empreintes.
requirement-line-unreadable = { $file }, ligne { NUMBER($line) } : pip ne comprend pas ceci : { $text }
    .hint = Corrigez la ligne ; la documentation de pip décrit le format de ces fichiers.
requirement-reference-circular = { $file }, ligne { NUMBER($line) } : { $reference } renvoie à lui-même, ou les listes sont trop imbriquées.
    .hint = Supprimez la ligne.
requirement-reference-missing = { $file }, ligne { NUMBER($line) } : { $reference } n’existe pas.
    .hint = Ajoutez-le au paquet ou supprimez la ligne.
requirement-reference-odd = { $file }, ligne { NUMBER($line) } : { $reference } ne peut pas être installé ou lu ici.
    .hint = Indiquez un fichier ou, pour un projet, son dossier.
requirement-reference-outside = { $file }, ligne { NUMBER($line) } : { $reference } est en dehors du paquet.
    .hint = Mettez-le dans le paquet.
requirement-replaced = train_requirements.txt contredit requirements.txt : { $name } { $before } est remplacé par { $after }.
requirements-not-text = { $file } ne peut pas être lu : ce n’est pas du texte dans l’encodage attendu.
    .hint = Enregistrez-le en UTF-8.
requirements-too-long = Les listes de dépendances dépassent { BYTES($bytes) } au total.
    .hint = Supprimez ce qui n’a rien à y faire.
requirements-too-many = Les listes de dépendances ont plus de { NUMBER($lines) } lignes au total.
    .hint = Supprimez ce qui n’a rien à y faire.
requirements-unresolvable = Les dépendances ne peuvent pas être installées : { $reason }
requirements-unresolvable-as-of = Les dépendances ne peuvent pas être installées avec les versions parues jusqu’au { $date } : { $reason }
    .hint = Choisissez une date plus récente ou aucune. D’un index qui ne dit pas quand il a reçu ses fichiers, rien ne peut être installé à une date donnée.
series-dropped = { $count ->
        [one] Une valeur d’une métrique n’a pas été enregistrée : il y a trop de séries ou de valeurs, ou le disque était plein.
       *[other] { NUMBER($count) } valeurs de métriques n’ont pas été enregistrées : il y a trop de séries ou de valeurs, ou le disque était plein.
    }
series-file-broken = Des métriques n’ont pas pu être lues dans un fichier : { $reason }
series-files-many = Des métriques manquent peut-être : il y a plus de fichiers que ceux où elles sont cherchées.
series-incomplete = Certaines métriques n’ont pas été enregistrées à cause d’une erreur de ce programme.
series-log-skipped = Le code a écrit trop vite pour que les métriques soient reconnues : { BYTES($bytes) } de sa sortie ont été ignorés.
series-not-written = Les métriques n’ont pas pu être enregistrées : { $reason }
settings-ignored = Ces réglages de uv et pip ne sont pas pris en compte : { $names }.
uv-missing = uv, qui construit les environnements Python, est introuvable.
    .hint = Installez uv, ou indiquez son chemin dans les réglages.
uv-not-started = uv n’a pas pu être lancé : { $path }.
uv-settings-unreadable = Les réglages de uv dans { $path } ne peuvent pas être lus.
    .hint = Corrigez ou supprimez le fichier.
uv-setting-wrong = Les réglages indiquent { $path } comme uv, mais ce n’est pas un programme.
    .hint = Corrigez le chemin dans les réglages.

### contract: package check

file-path-not-text = Le chemin { $path } n’est pas un texte UTF-8 valide et ne peut donc pas être copié.
files-too-many = On ne peut pas enregistrer plus de { NUMBER($most) } fichiers et dossiers à la fois.
    .hint = Enregistrez le dossier qui les contient.
source-missing = Il n’y a ni fichier ni dossier { $path }.
    .hint = Vérifiez le chemin.
check-zip-not = { $path } n’est pas un zip.
    .hint = Choisissez le zip du paquet, ou son dossier.
check-zip-empty = { $path } est vide.
    .hint = Refaites le zip avec le dossier racine du paquet.
check-zip-damaged = Le zip est endommagé ou tronqué : { $cause }.
    .hint = Refaites-le ou téléchargez-le à nouveau.
check-zip-unread = Le zip ne peut pas être lu sur le disque.
    .hint = Vérifiez le disque, ou copiez le zip ailleurs, et réessayez.
check-zip-overlap = Des entrées du zip partagent les mêmes octets, comme dans une bombe de décompression.
    .hint = Refaites le zip à partir du dossier du paquet.
check-zip-encrypted = { $name } est chiffré dans le zip.
    .hint = Refaites le zip sans mot de passe.
check-zip-method = { $name } est compressé par une méthode qui n’est pas prise en charge.
    .hint = Refaites le zip avec la compression habituelle (deflate).
check-entry-damaged = { $name } est endommagé dans le zip : { $cause }.
    .hint = Refaites le zip ou téléchargez-le à nouveau.
check-too-many = Le paquet contient plus de { NUMBER($most) } fichiers et dossiers.
    .hint = Sortez les données du paquet ; un jeu de données peut les contenir.
check-compression = Le zip occuperait { BYTES($bytes) } une fois décompressé, pour { BYTES($packed) } compressés : plus de 200 fois sa taille, comme une bombe de décompression.
    .hint = Retirez les fichiers qui sont si grands et presque vides.
check-no-space = Le paquet occupe { BYTES($bytes) } une fois décompressé, mais seuls { BYTES($free) } sont libres sur le disque.
    .hint = Libérez de la place et réessayez.
check-name-control = Le nom « { $name } » contient des caractères de contrôle.
    .hint = Renommez-le.
check-name-backslash = Le nom « { $name } » contient « \ », qui sépare les dossiers sur un autre système.
    .hint = Renommez-le, ou faites le zip avec un outil qui écrit « / » entre les noms.
check-name-outside = Le nom « { $name } » mène hors du dossier du paquet.
    .hint = Ne vous fiez pas à ce paquet ; procurez-vous-le ailleurs.
check-name-invalid = « { $name } » ne peut pas être le nom d’un fichier : une partie est vide, vaut « . », est trop longue ou n’est pas du texte.
    .hint = Renommez-le.
check-name-twice = Le paquet contient deux fois « { $name } ».
    .hint = Supprimez l’un des deux.
check-name-case = « { $first } » et « { $second } » ne diffèrent que par la casse ou par l’écriture des accents : certains systèmes ne peuvent pas contenir les deux.
    .hint = Renommez l’un des deux.
check-name-both = « { $name } » est à la fois un fichier et un dossier.
    .hint = Renommez l’un des deux.
check-link = « { $name } » est un lien symbolique.
    .hint = Remplacez-le par le fichier lui-même.
check-special = « { $name } » est un périphérique, un tube ou un socket.
    .hint = Retirez-le du paquet.
check-package-empty = Le paquet ne contient aucun fichier.
    .hint = Il lui faut un dossier racine avec requirements.txt et main.py.
check-roots-several = Le paquet a deux dossiers racines, « { $first } » et « { $second } ».
    .hint = Mettez tout dans un seul.
check-root-beside = « { $file } » se trouve en dehors du dossier racine « { $folder } ».
    .hint = Déplacez-le dans ce dossier.
check-root = Le dossier racine est « { $root } ».
check-root-flat = Le paquet ne contient pas de dossier racine : il sera enregistré avec un dossier racine à son nom. AI Center refuse un tel zip.
    .hint = Compressez le dossier, et non son contenu.
check-files = { $files ->
        [one] { NUMBER($files) } fichier, { BYTES($bytes) } une fois décompressé, intact et au nom sûr.
       *[other] { NUMBER($files) } fichiers, { BYTES($bytes) } une fois décompressés, tous intacts et aux noms sûrs.
    }
check-dropped = Ignorés, car aucun paquet n’en a besoin : { $names }.
check-dropped-environment = { $count ->
        [one] { $names } est un environnement virtuel et a été ignoré.
       *[other] { NUMBER($count) } dossiers sont des environnements virtuels et ont été ignorés : { $names }.
    }
    .hint = Les dépendances du paquet sont installées à partir de requirements.txt.
check-zip-name = Le zip s’appelle { $zip }, mais son dossier racine { $root }. Une page du guide d’AI Center demande le même nom pour les deux.
    .hint = Renommez-le { $root }.zip avant de l’importer dans AI Center ; les versions sont téléchargées sous ce nom.
check-requirements = requirements.txt est présent.
check-requirements-missing = Il n’y a pas de requirements.txt dans le dossier racine.
    .hint = Ajoutez-en un ; il peut être vide.
check-file-misnamed = Il n’y a pas de { $file } dans le dossier racine, mais il y a « { $found } ».
    .hint = Renommez ce fichier exactement { $file }. Windows peut masquer une extension comme .txt.
check-file-deeper = Il n’y a pas de { $file } dans le dossier racine, mais un paquet entier se trouve plus bas, dans « { $folder } ».
    .hint = Compressez ou choisissez ce dossier lui-même, et non celui qui l’entoure.
check-file-elsewhere = Il n’y a pas de { $file } dans le dossier racine, mais il y a « { $found } ».
    .hint = Si c’est le bon, déplacez-le dans le dossier racine.
check-zip-inside = Il n’y a pas de { $file } dans le dossier racine, mais il y a un autre zip, « { $found } ».
    .hint = Décompressez ce zip, et choisissez celui qu’il contient.
check-train-requirements = train_requirements.txt est présent : il liste d’autres dépendances, pour les pipelines seulement.
check-main-missing = Il n’y a pas de main.py dans le dossier racine.
    .hint = Ajoutez-en un avec une classe Main qui a __init__(self) et predict(self, input).
check-train-missing = Il n’y a pas de train.py dans le dossier racine, l’entraînement n’est donc pas activé : la version ne permet aucune exécution de pipeline.
    .hint = Pour l’entraîner, ajoutez-en un avec une classe Main qui a __init__(self), train, save et evaluate.
check-class = { $file } contient une classe Main.
check-class-missing = { $file } ne contient pas de classe Main.
    .hint = Ajoutez-en une, avec __init__(self).
check-class-elsewhere = { $file } prend sa classe Main ailleurs : elle ne peut pas être vérifiée ici et est supposée complète.
check-function = { $file } contient Main.{ $function }.
check-function-required = La classe Main de { $file } ne contient pas { $function }.
    .hint = Ajoutez-la.
check-function-missing = { $function ->
        [evaluate] La classe Main de train.py ne contient pas evaluate, ce qui exclut les pipelines d’évaluation et les pipelines complets.
       *[other] La classe Main de train.py ne contient pas { $function }, ce qui exclut les pipelines d’entraînement et les pipelines complets.
    }
    .hint = L’envoi vers AI Center exige train, evaluate et save.
check-functions-elsewhere = La classe Main de { $file } est définie en partie ailleurs : ces fonctions ne peuvent pas être vérifiées ici et sont supposées présentes : { $functions }.
check-signature = { $function } dans { $file } n’accepte pas les arguments avec lesquels elle est appelée.
    .hint = Définissez-la ainsi : { $call }.
check-async = { $function } dans { $file } est async : l’appeler n’exécute rien.
    .hint = Définissez-la sans async.
check-syntax = { $file } contient une erreur de syntaxe à la ligne { NUMBER($line) } : { $cause }.
    .hint = Corrigez-la et réessayez.
check-syntax-version = { $file } n’est pas valable dans la version de Python choisie : { $cause }.
    .hint = Choisissez une autre version de Python, ou modifiez la ligne.
check-encoding = { $file } est écrit dans l’encodage « { $encoding } » et ne peut pas être vérifié ici ; il est supposé complet.
    .hint = Enregistrez-le en UTF-8 pour qu’il soit vérifié.
check-source-large = { $file } dépasse { BYTES($most) } et ne peut pas être vérifié ici ; il est supposé complet.
    .hint = Déplacez ses données dans un fichier à part pour qu’il soit vérifié.
check-source-deep = { $file } est trop imbriqué pour être vérifié ici ; il est supposé complet. Python pourrait le refuser.
    .hint = Divisez sa plus longue expression en plusieurs.
check-source-unread = { $file } n’a pas pu être vérifié.
    .hint = Fermez d’autres programmes et réessayez.
check-python = Python { $python } est disponible sur cette machine.
check-python-missing = { $count ->
        [0] Le paquet demande Python { $python }, mais aucun Python n’a été trouvé sur cette machine.
       *[other] Le paquet demande Python { $python }, mais cette machine n’a que { $found }.
    }
    .hint = Installez Python { $python } avant d’exécuter le paquet, ou choisissez une autre version.
check-python-old = Le paquet demande Python { $python }, trop ancien pour être exécuté ici. Python { $taken } est utilisé à la place, la version la plus proche.

### engine

index-set-aside = L’index du dépôt était endommagé et a été reconstruit à partir des fichiers. L’ancien est conservé sous { $path }.
package-unknown = Il n’y a pas de paquet « { $name } ».
    .command = « trainyard package list » liste tous les paquets.
version-unknown = La version { $version } du paquet { $package } n’existe pas.
    .command = « trainyard package show { $package } » liste toutes les versions.
version-taken = La version { $version } de { $package } existe déjà.
    .hint = Réessayez.
environment-unknown = Il n’y a pas d’environnement Python « { $digest } ».
    .command = « trainyard storage » liste les environnements.
environment-outdated = Une version antérieure de Trainyard l’a construit ; plus aucune exécution ne l’utilise.
kept-data-needed = Des exécutions et des jeux de données en ont besoin. Ce dont un seul a besoin est supprimé avec lui.
environment-in-use = L’exécution « { $run } », qui n’est pas terminée, a besoin de l’environnement Python { $digest }.
    .hint = Attendez la fin de l’exécution ou arrêtez-la.
package-in-use = L’exécution « { $run } » ({ $id }), qui n’est pas terminée, a besoin du paquet { $name } { $version }.
    .hint = Attendez la fin de l’exécution ou arrêtez-la.
package-scheduled = La planification « { $schedule } » ({ $id }) a besoin du paquet { $name } { $version }.
    .hint = Supprimez d’abord la planification, ou choisissez-lui un autre paquet.
dataset-unknown = Il n’y a pas de jeu de données « { $name } ».
    .command = « trainyard dataset list » liste tous les jeux de données.
dataset-taken = Il y a déjà un jeu de données « { $name } ».
    .hint = Choisissez un autre nom.
dataset-linked = Le jeu de données { $name } est un lien vers un dossier situé ailleurs.
    .hint = Mettez les fichiers dans ce dossier.
dataset-in-use = L’exécution « { $run } » ({ $id }), qui n’est pas terminée, a besoin du jeu de données { $name }.
    .hint = Attendez la fin de l’exécution ou arrêtez-la.
dataset-scheduled = La planification « { $schedule } » ({ $id }) a besoin du jeu de données { $name }.
    .hint = Supprimez d’abord la planification, ou choisissez-lui un autre jeu de données.
project-unknown = Il n’y a pas de projet « { $name } ».
    .hint = Ces projets existent : { $known }.
project-taken = Il y a déjà un projet « { $name } ».
    .hint = Choisissez un autre nom.
project-gone = Le projet a été supprimé.
    .hint = Choisissez un autre projet.
project-default = Le projet { $name } est le premier et ne peut pas être supprimé.
    .hint = Vous pouvez le renommer.
project-in-use = Le projet { $name } contient l’exécution « { $run } » ({ $id }), qui n’est pas terminée.
    .hint = Attendez la fin de l’exécution ou arrêtez-la.
project-not-confirmed = Le projet { $name } n’est supprimé que si vous répétez son nom.
    .hint = Ajoutez --yes et son nom.
description-too-long = La description est trop longue.
    .hint = Utilisez au plus { NUMBER($longest) } caractères.
dataset-gone = Le dossier { $path } du jeu de données { $name } n’existe pas.
    .hint = Rétablissez-le, ou supprimez le jeu de données et ajoutez-le de nouveau.
data-in-the-way = Un pipeline complet a besoin d’un dossier « { $file } » dans le jeu de données { $name }, mais celui-ci contient autre chose de ce nom.
    .hint = Renommez-le, ou choisissez un dossier du jeu de données.
folder-unknown = Le jeu de données { $name } ne contient pas de dossier « { $path } ».
    .command = « trainyard dataset show { $name } » liste ses fichiers.
dataset-state-unknown = Le jeu de données { $name } n’a pas d’état { NUMBER($number) }.
    .command = « trainyard dataset states { $name } » liste ses états.
dataset-state-not-kept = Le contenu de l’état { NUMBER($number) } du jeu de données { $name } n’est pas entièrement conservé.
    .hint = Choisissez un autre état. Le dépôt conserve le contenu des jeux de données copiés, sauf si quelqu’un écrit dans leurs fichiers, dans le dossier du dépôt. Des dossiers liés, il ne conserve que ce que les exécutions enregistrent.
run-data-not-kept = L’exécution { $id } n’a pas conservé ces données.
    .hint = Définissez save_training_data pour conserver les données des prochaines exécutions.
reproduce-data-gone = Les données de l’exécution { $id } ne peuvent pas être fournies à une autre : leur contenu n’est pas conservé, et le jeu de données { $name } a changé depuis.
    .hint = Activez save_training_data pour conserver les données des prochaines exécutions.
reproduce-package-other = La version { $version } de { $name } n’est pas celle de l’exécution { $id }.
    .hint = Importez cette version, ou lancez une nouvelle exécution.
reproduces-none = L’exécution { $id } n’en reproduit aucune autre.
    .command = « trainyard run reproduce { $id } » lance une exécution qui la reproduit.
not-a-folder = { $path } n’est pas un dossier.
    .hint = Indiquez le dossier qui contient les fichiers.
folder-holds-store = { $path } contient le dépôt lui-même.
    .hint = Choisissez un dossier qui ne contient pas le dépôt.
source-in-store = { $path } se trouve dans le dépôt lui-même.
    .hint = Ajoutez-le en copie, et non par un lien.
link-not-utf8 = { $path } ne peut pas être lié : son nom n’est pas de l’UTF-8 valide.
    .hint = Renommez le dossier ou ajoutez-le sans lien.
file-taken = { $path } existe déjà.
    .hint = Choisissez un autre nom.
output-in-store = Rien ne peut être enregistré sous { $path }, dans le dépôt { $store } : ce serait pris pour un fichier du dépôt.
    .hint = Choisissez un emplacement hors du dépôt.
run-unknown = Il n’y a pas d’exécution « { $id } ».
    .command = « trainyard run list » liste toutes les exécutions.
run-ambiguous = Plusieurs exécutions ont un identifiant qui commence par « { $id } ».
    .hint = Donnez-en un plus long début.
run-not-waiting = L’exécution { $id } n’attend pas dans la file.
    .command = « trainyard queue show » liste celles qui attendent.
compare-runs-few = Une comparaison demande au moins deux exécutions différentes.
compare-runs-many = Au plus { NUMBER($most) } exécutions peuvent être comparées à la fois, mais vous en avez choisi { NUMBER($count) }.
run-table-many = Au plus { NUMBER($most) } exécutions peuvent figurer dans un graphique, mais vous en avez choisi { NUMBER($count) }.
    .hint = Filtrez la liste et choisissez-en moins.
compare-runs-projects = Les exécutions { $one } et { $other } appartiennent à des projets différents et ne peuvent donc pas être comparées.
run-not-ended = L’exécution { $id } n’est pas terminée.
    .hint = Arrêtez-la d’abord.
output-unknown = L’exécution { $id } ne contient pas « { $path } ».
    .hint = Utilisez une de ces valeurs : { $places } ; « trainyard run artifacts { $id } » liste les artefacts.
series-cut = Les graphiques montrent les { NUMBER($most) } premières valeurs des métriques. Les autres sont enregistrées aussi.
    .command = « trainyard run metrics ID --csv » les affiche toutes.
series-damaged = { $path } est endommagé : il manque une partie des métriques de l’exécution.
series-other = { $path } n’est pas un fichier de métriques : autre chose l’a remplacé.
chart-layout-too-long = La disposition des graphiques prend plus de { BYTES($longest) } et n’a pas été enregistrée.
    .hint = Désépinglez des graphiques, ou affichez-les tous à nouveau.
chart-too-large = Le graphique prend plus de { BYTES($most) } et n’a pas été enregistré.
    .hint = Enregistrez-le dans un autre format.
run-nothing-to-publish = L’exécution { $id } n’a rien à publier : seul un entraînement dont save() a réussi, mais dont la version n’a pas pu être créée, peut être publié.
    .command = « trainyard run show { $id } » montre comment elle s’est terminée.
export-without-version = Ce que save() a laissé dans l’exécution { $id } n’est pas exporté.
    .command = « trainyard run publish { $id } » crée la version, qui est exportée avec l’exécution.
run-export-invalid = { $path } n’est pas une exécution exportée par Trainyard, ou est endommagé. Rien n’en a été importé.
    .hint = Exportez de nouveau l’exécution là où elle se trouve.
run-export-changed = { $entry } dans { $path } a changé depuis l’exportation. Rien n’en a été importé.
    .hint = Exportez de nouveau l’exécution là où elle se trouve.
run-export-strange = { $path } contient { $name }, qui ne fait pas partie d’une exécution exportée. Rien n’en a été importé.
    .hint = Exportez de nouveau l’exécution là où elle se trouve.
run-export-newer = { $path } a été exporté par une version plus récente de Trainyard.
    .hint = Mettez Trainyard à jour, puis importez de nouveau l’exécution.
run-exports-none = Il n’y a aucune exécution exportée (.run.zip) dans { $path }.
    .hint = Indiquez les fichiers, ou un dossier qui les contient.
run-imported-already = Cette exécution existe déjà ici, sous { $id }.
    .hint = Pour l’importer de nouveau, supprimez d’abord celle-là.
run-imported-elsewhere = Cette exécution existe déjà ici, sous { $id }, dans le projet { $project }.
    .hint = Pour l’importer dans ce projet-ci, supprimez d’abord celle-là.
schedule-unknown = Il n’y a pas de planification « { $id } ».
    .command = « trainyard schedule list » liste toutes les planifications.
schedule-ambiguous = Plusieurs planifications ont un identifiant qui commence par « { $id } ».
    .hint = Donnez-en un plus long début.
schedule-damaged = La planification dans { $path } est illisible : elle ne lance aucune exécution, et ce dont elle a besoin n’est pas protégé contre la suppression.
    .hint = Supprimez le fichier et recréez la planification.
schedule-over = La planification { $id } est terminée : son heure est passée.
    .hint = Donnez-lui une autre date.
schedule-skipped = Ni la fenêtre ni un agent ne tournait pour la lancer à temps.
run-waits = L’exécution { $run } attend son heure : elle appartient à la planification { $schedule }.
    .hint = Suspendez ou supprimez la planification.
run-progress-percent = { NUMBER($percent) } %
run-progress-epochs = { $total ->
        [one] { NUMBER($done) } sur 1 époque
       *[other] { NUMBER($done) } sur { NUMBER($total) } époques
    }
run-progress-steps = { $total ->
        [one] { NUMBER($done) } sur 1 pas
       *[other] { NUMBER($done) } sur { NUMBER($total) } pas
    }
run-left-moment = encore quelques secondes
run-left-seconds = encore { NUMBER($seconds) } s environ
run-left-minutes = encore { NUMBER($minutes) } min environ
run-left-hours = encore { SECONDS($seconds) } environ
run-usual = dure d’ordinaire { SECONDS($seconds) }
setting-unknown = Il n’y a pas de réglage « { $name } ».
    .hint = Utilisez runs-at-once, uv, index-url, first-index, proxy, ca-file ou keep-failed.
setting-runs-at-once = Le nombre d’exécutions simultanées doit être un nombre entier de 1 à { NUMBER($most) }.
setting-uv-missing = Il n’y a pas de programme uv à l’emplacement { $path }.
    .hint = Choisissez le programme lui-même.
setting-certificates-missing = Il n’y a pas de fichier de certificats à l’emplacement { $path }.
    .hint = Choisissez un fichier PEM.
setting-not-index = « { $value } » n’est pas l’adresse d’un index de paquets.
    .hint = Elle commence par https{"\u003A"}//, http{"\u003A"}// ou file{"\u003A"}//, par exemple https{"\u003A"}//pypi.org/simple.
setting-not-proxy = « { $value } » n’est pas l’adresse d’un proxy.
    .hint = Elle commence par http{"\u003A"}//, https{"\u003A"}//, socks5{"\u003A"}// ou socks5h{"\u003A"}//, par exemple http{"\u003A"}//proxy{"\u003A"}3128.
setting-not-boolean = « { $value } » n’est ni true ni false.

### engine: doctor

doctor-index-damaged = L’index est endommagé : { $why }.
doctor-index-differs = L’index diffère des fichiers sur { $count ->
    [one] { NUMBER($count) } ligne
   *[other] { NUMBER($count) } lignes
}, d’abord { $row }.
doctor-will-rebuild = Une réparation reconstruit l’index à partir des fichiers.
doctor-did-rebuild = L’index a été reconstruit à partir des fichiers.
doctor-document-way = Tout le reste est utilisable. Enregistrez ce qu’il en reste ou supprimez-le, sous Stockage.
    .command = « trainyard storage export-damaged » et « trainyard storage remove-damaged » le font.
doctor-record-way = Reprenez-le d’une sauvegarde du dépôt. Tant qu’il est illisible, aucun contenu d’instantané n’est supprimé.
doctor-defaults-used = Les valeurs par défaut sont utilisées à la place, jusqu’au prochain enregistrement.
doctor-zip-missing = Le zip de { $package } { $version } est manquant.
doctor-zip-damaged = Le zip de { $package } { $version } est endommagé : ce n’est pas celui qui a été publié.
doctor-zip-way = Rien dans le dépôt ne peut le remplacer. Reprenez-le d’une sauvegarde ou supprimez la version.
doctor-digests-differ = L’exécution { $id } a noté une autre empreinte de { $package } { $version } que le fichier de la version.
doctor-digests-way = L’un des deux fichiers a été modifié de l’extérieur. Comparez-les à une sauvegarde.
doctor-manifest-damaged = La liste des fichiers de l’instantané { $id } est endommagée. Nécessaire à : { $runs }.
doctor-manifest-missing = La liste des fichiers de l’instantané { $id } est manquante. Nécessaire à : { $runs }.
doctor-content-damaged = Le contenu { $digest } est endommagé. C’est celui de { $files }. Nécessaire à : { $runs }.
doctor-content-missing = Le contenu { $digest } est manquant. C’est celui de { $files }. Nécessaire à : { $runs }.
doctor-no-same-data = Aucun jeu de données n’a plus les mêmes données. Reprenez-les d’une sauvegarde ou supprimez les exécutions qui en ont besoin.
doctor-will-bring-back = Une réparation le reprend de { $from }, qui a les mêmes données.
doctor-did-bring-back = Il a été repris de { $from }, qui a les mêmes données.
doctor-stray = { $path } n’est pas un fichier de Trainyard.
doctor-stray-way = Déplacez-le ailleurs.
doctor-results-differ = Le _results.json de l’exécution { $id } ne dit pas comment elle s’est terminée.
doctor-results-imported = L’exécution a été importée : importez-la de nouveau.
doctor-will-rewrite = Une réparation le réécrit d’après la fin de l’exécution et garde l’ancien sous _results.json.broken.
doctor-did-rewrite = Il a été réécrit d’après la fin de l’exécution. L’ancien est gardé sous _results.json.broken.
doctor-environment-damaged = L’environnement Python { $digest } est incomplet : { $file } manque.
doctor-will-build-again = Une réparation le supprime. Une exécution qui en a besoin le reconstruit.
doctor-did-build-again = Il a été supprimé. Une exécution qui en a besoin le reconstruit.
doctor-unneeded = { $count ->
    [one] { NUMBER($count) } fichier d’instantanés dont rien n’a besoin occupe
   *[other] { NUMBER($count) } fichiers d’instantanés dont rien n’a besoin occupent
} { BYTES($bytes) }.
doctor-leftover = { $count ->
    [one] { NUMBER($count) } fichier ou dossier laissé par un programme tué occupe
   *[other] { NUMBER($count) } fichiers et dossiers laissés par des programmes tués occupent
} { BYTES($bytes) }.
doctor-will-remove = Une réparation les supprime.
doctor-did-remove = Ils ont été supprimés.
doctor-set-aside = { $path } était endommagé et a été mis de côté. Il occupe { BYTES($bytes) }.
doctor-set-aside-way = Supprimez-le quand vous n’en avez plus besoin.
log-store-wrong = Le dépôt a été vérifié : { $count ->
    [one] { NUMBER($count) } problème a été trouvé.
   *[other] { NUMBER($count) } problèmes ont été trouvés.
}
setting-check-store = « { $value } » n’est ni off, ni weekly, ni monthly.

### engine: backups

backup-around-store = { $path } contient le dépôt { $store } lui-même : une sauvegarde se contiendrait elle-même.
    .hint = Choisissez un autre dossier, de préférence sur un autre disque.
backup-folder-taken = { $path } contient autre chose que des sauvegardes.
    .hint = Choisissez un dossier vide ou qui n’existe pas encore.
backup-busy = { $path } est utilisé : une sauvegarde y est en cours, en vérification ou en restauration.
    .hint = Réessayez quand ce sera terminé.
backup-none = Il n’y a pas de sauvegarde dans { $path }.
backup-none-until = Il n’y a pas de sauvegarde dans { $path } à cette date ou avant.
    .command = « trainyard backup { $path } --list » les liste.
backup-file-damaged = { $path } est endommagé.
backup-manifest-damaged = La sauvegarde du { $at } ne peut pas être restaurée : la liste de ses fichiers est endommagée ou manquante.
backup-content-damaged = Le contenu { $digest } est endommagé. C’est celui de { $files }.
backup-content-missing = { $count ->
    [one] Le contenu de { NUMBER($count) } fichier
   *[other] Le contenu de { NUMBER($count) } fichiers
} de la sauvegarde du { $at } manque : { $files }.
reason-backed-up = L’exécution était en cours quand la sauvegarde dont ce dépôt est issu a été faite.
    .hint = Relancez-la.
restore-taken = { $path } n’est pas vide. Un dépôt n’est restauré que dans un dossier vide ou qui n’existe pas encore.
# Lignée
lineage-title = Lignée
lineage-data = contenu { $content }, depuis le { $since }
lineage-data-since = depuis le { $since }
lineage-state = état { NUMBER($number) }
lineage-data-unknown = contenu non consigné, depuis le { $since }
lineage-run-removed = exécution supprimée
lineage-version = version du paquet
lineage-version-elsewhere = version absente de ce dépôt
lineage-file-same = avec le fichier tel qu’il est aujourd’hui
lineage-file-other = avec un autre contenu du fichier ({ $content })
lineage-file-there = avec le fichier ({ $content })
lineage-file-unknown = Le jeu de données { $name } n’a pas de fichier « { $path } », et aucune exécution connue n’en a reçu.
    .hint = Vérifiez le chemin. Il est relatif au jeu de données.
lineage-file-invalid = « { $path } » n’est pas un chemin valide de fichier dans un jeu de données.
    .hint = Indiquez-le par rapport au jeu de données, sans « .. ».
lineage-file-is-folder = { $path } est un dossier.
    .hint = Choisissez un fichier dans ce dossier.
lineage-more-runs = { $count ->
        [one] et { NUMBER($count) } autre exécution
       *[other] et { NUMBER($count) } autres exécutions
    }
lineage-more-versions = { $count ->
        [0] sans version créée
        [one] { NUMBER($count) } version créée
       *[other] { NUMBER($count) } versions créées
    }

### engine: failures

failure-code = Le code du paquet a échoué
failure-dependency = Il manque quelque chose dont le code a besoin
failure-network = L’index de paquets est injoignable
failure-memory = La machine a manqué de mémoire
failure-memory-limit = L’exécution a dépassé sa limite de mémoire
failure-disk = Le disque est plein
failure-gpu = Le GPU a échoué
failure-isolation = Le code a besoin de ce qu’un code isolé ne peut pas faire
failure-interrupted = L’exécution a été interrompue
failure-package = Le résultat n’est pas un paquet
failure-version = La nouvelle version n’a pas pu être créée
failure-other = L’exécution a échoué
advice-code = Lisez la trace d’erreur, corrigez le paquet, ajoutez-le comme nouvelle version et lancez cette version.
advice-dependency = Ajoutez ce qui manque à requirements.txt ou corrigez la ligne qui le nomme, ajoutez de nouveau le paquet et lancez la nouvelle version.
advice-network = Vérifiez le réseau et, dans les réglages, l’index de paquets, le proxy et les certificats, puis relancez.
advice-memory = Fermez d’autres programmes, lancez moins d’entraînements à la fois, ou utilisez moins de données ou de plus petits lots, puis relancez.
advice-memory-limit = Augmentez ou supprimez la limite de mémoire, ou utilisez moins de données ou de plus petits lots, puis relancez.
advice-disk = Libérez de la place sur le disque qui contient le dépôt, puis relancez.
advice-gpu = Vérifiez le pilote du GPU, utilisez de plus petits lots, ou relancez sans GPU.
advice-isolation = Si le code a besoin de sudo, de conteneurs sans root ou d’écrire dans le dépôt, relancez-le sans isolation (sous Autres réglages dans le formulaire, ou pour le paquet).
advice-interrupted = Le paquet et les données ne sont pas en cause : relancez.
advice-package = Vérifiez ce que save() écrit dans le dossier du paquet : requirements.txt et main.py doivent toujours y être.
advice-as-of = Des versions publiées après le paquet en sont sans doute la cause : résolvez à la date du { $date }, celle de son fichier le plus récent, ou fixez les versions dans requirements.txt.
advice-version = Corrigez le problème, puis publiez la version. Il n’est pas nécessaire de relancer l’entraînement.
advice-other = Consultez le journal, puis relancez, avec ou sans modifications.
    .hint = Enregistrez-la et ouvrez-la avec un autre programme.

### desktop

command-arguments = Le programme n’a pas compris les arguments de la commande { $command }.
    .hint = Rechargez la page : elle est peut-être plus ancienne que le programme.
serve-port = Le port { $port } ne peut pas être utilisé.
    .hint = Un autre programme l’occupe peut-être. Choisissez-en un autre avec --port, ou 0 pour un port libre.
serve-pages-missing = Ce programme a été compilé sans les pages de son interface.
    .hint = Compilez-le avec ./dev, ou installez le paquet.
serve-full = { NUMBER($most) } pages sont déjà ouvertes.
    .hint = Fermez-en quelques-unes.
serve-downloads-full = { NUMBER($most) } fichiers attendent que le navigateur les télécharge.
    .hint = Laissez d’abord le navigateur les télécharger.
serve-uploads-full = { NUMBER($most) } envois attendent d’être ajoutés.
    .hint = Terminez ou annulez d’abord l’un d’eux.
serve-upload-path = { $path } ne peut pas être le nom d’un fichier envoyé.
    .hint = Renommez-le.
serve-cannot-choose = Une page dans un navigateur choisit elle-même les fichiers.
    .hint = Rechargez la page : elle est peut-être plus ancienne que le programme.
randomness-none = Le système n’a pas pu fournir de nombres aléatoires.
    .hint = Réessayez. Si cela persiste, redémarrez la machine.
command-failed = Le programme lui-même n’y est pas parvenu.
    .hint = Réessayez. Si le problème persiste, créez un rapport de problème : dans Réglages, ou avec « trainyard report ».
program-missing = Le programme { $path } est absent.
    .hint = Réinstallez Trainyard.
package-not-chosen = Aucun paquet n’a été choisi.
    .hint = Choisissez-en un, ou ajoutez-en un.
version-not-chosen = Aucune version du paquet n’a été choisie.
    .hint = Choisissez-en une.
path-not-text = Le nom { $path } n’est pas un texte UTF-8 valide et ne peut pas être choisi ici.
    .hint = Renommez-le, ou utilisez la ligne de commande.
dataset-at-state = { $dataset } (état { NUMBER($number) })
form-trains = Entraîne { $package } { $from } sur { $dataset }
form-evaluates = Évalue { $package } { $from } sur { $dataset }
form-runs-all = Traite les données, entraîne et évalue { $package } { $from } sur { $dataset }
form-runs-all-apart = Traite les données et entraîne { $package } { $from } sur { $dataset }, puis l’évalue sur { $evaluation }
form-when = { $does } { $when }
form-result = le résultat sera { $package } { $to }
form-result-next = le résultat sera la prochaine version de { $package }
form-result-each = chaque exécution produit la version suivante de { $package }
form-does = { $does }.
form-makes = { $does } ; { $result }.
preview-too-large = Ce contenu est trop volumineux pour être affiché.
preview-broken = Ce fichier est endommagé, ou son contenu ne correspond pas à son type.
preview-unsupported = Ce fichier est dans une variante de son format qui ne peut pas être affichée.
preview-changed = Le fichier a changé. Ouvrez-le de nouveau.
preview-slow = Ce fichier ne peut pas être affiché : sa lecture a pris trop de temps.
preview-died = Ce fichier ne peut pas être affiché : sa lecture a échoué ou demandait trop de mémoire.
preview-not-started = Le programme qui lit les fichiers pour les aperçus ne démarre pas.
dialog-package = Choisir un paquet ML
dialog-zips = Paquets ML (zip)
dialog-runs = Choisir des exécutions exportées
dialog-run-zips = Exécutions exportées (.run.zip)
dialog-folder = Choisir un dossier
dialog-uv = Choisir le programme uv
dialog-certificate = Choisir un fichier de certificats
dialog-save = Enregistrer sous
notification-show = Voir l’exécution
notification-made = { $package } { $version } est prêt.

### ML Logs

log-kind-check = Vérifications de paquets
log-kind-version = Versions de paquets
log-kind-dataset = Jeux de données
log-kind-run = Exécutions de pipeline
log-kind-schedule = Planifications
log-kind-project = Projets
log-kind-error = Erreurs
input-type-unknown = Il n’y a pas de type d’entrée « { $text } ».
    .hint = Utilisez « json », « file » ou « files ».
log-kind-unknown = Les journaux ML n’ont pas d’entrées de la catégorie « { $kind } ».
    .hint = Utilisez « check », « version », « dataset », « run », « schedule », « project » ou « error ».
sort-unknown = Les exécutions ne peuvent pas être triées par « { $column } ».
    .hint = Utilisez created, started, ended, name, type, package, dataset, evaluation, status, duration, score, made, tags ou queue ; ou une métrique comme metric:NOM, min:NOM, max:NOM ou mean:NOM.
condition-invalid = « { $text } » n’est pas une condition valide.
    .hint = Écrivez une métrique ou le score, une comparaison et une valeur, comme dans « metric:val/loss < 0.3 », « max:accuracy >= 0.9 » ou « score > 0.8 ». Les comparaisons sont <, <=, >, >=, = et !=.
metric-of-no-run = Aucune exécution du projet n’a la métrique « { $name } ».
status-unknown = Il n’y a pas de statut « { $status } ».
    .hint = Utilisez Scheduled, Queued, Packaging, Running, Successful, Failed ou Killed.
view-name-invalid = « { $name } » ne peut pas être le nom d’une vue.
    .hint = Utilisez de 1 à { NUMBER($longest) } caractères sur une ligne.
view-taken = Il y a déjà une vue « { $name } ».
    .hint = Choisissez un autre nom.
view-unknown = Il n’y a plus de vue « { $name } ».
    .hint = Elle a été renommée ou supprimée entre-temps.
since-invalid = « { $text } » n’est pas un moment valable.
    .hint = Écrivez un jour (2026-11-24), une heure (2026-11-24T18) ou une durée (36h, 7d).
log-check-accepted = { $source } a été vérifié : il peut être ajouté.
log-check-refused = { $source } a été vérifié : il ne peut pas être ajouté.
log-version-added = { $package } { $version } a été ajouté.
log-version-made = { $package } { $version } a été créé par l’exécution { $run }.
log-version-removed = { $package } { $version } a été supprimé.
log-package-removed = Le paquet { $package } a été supprimé avec toutes ses versions.
log-package-restored = La suppression du paquet { $package } a été annulée.
log-version-restored = La suppression de { $package } { $version } a été annulée.
log-package-described = La description du paquet { $package } a été modifiée.
log-dataset-added = Le jeu de données { $name } a été ajouté : { $files ->
        [one] { NUMBER($files) } fichier
       *[other] { NUMBER($files) } fichiers
    }, { BYTES($bytes) }.
log-dataset-grown = Le jeu de données { $name } a reçu { $files ->
        [one] { NUMBER($files) } nouveau fichier
       *[other] { NUMBER($files) } nouveaux fichiers
    }, { BYTES($bytes) }.
log-dataset-removed = Le jeu de données { $name } a été supprimé.
log-dataset-restored = La suppression du jeu de données { $name } a été annulée.
log-dataset-changed = Le jeu de données { $name } a changé (ajouts : { NUMBER($added) }, suppressions : { NUMBER($removed) }, modifications : { NUMBER($changed) }). C’est son état { NUMBER($number) }.
log-run-created = L’exécution { $name } a été créée.
log-run-imported = L’exécution { $name } a été importée depuis { $file }.
log-run-successful = L’exécution { $name } a réussi.
log-run-failed = L’exécution { $name } a échoué.
log-run-killed = L’exécution { $name } a été arrêtée.
log-run-removed = L’exécution { $name } a été supprimée.
log-run-restored = La suppression de l’exécution { $name } a été annulée.
log-run-requeued = L’exécution { $name } attend de nouveau dans la file : son arrêt a été annulé.
log-schedule-added = La planification { $name } a été créée.
log-schedule-changed = La planification { $name } a été modifiée.
log-schedule-paused = La planification { $name } a été suspendue.
log-schedule-resumed = La planification { $name } a été reprise.
log-schedule-removed = La planification { $name } a été supprimée.
log-schedule-restored = La suppression de la planification { $name } a été annulée.
log-schedule-left-out = La planification { $name } a ignoré une échéance.
log-project-added = Le projet { $name } a été créé.
log-project-renamed = Le projet { $before } a été renommé en { $name }.
log-project-described = La description du projet { $name } a été modifiée.
log-project-data = { $keeps ->
        [yes] Les nouvelles exécutions du projet { $name } conservent leurs données.
       *[no] Les nouvelles exécutions du projet { $name } ne conservent plus leurs données.
    }
log-project-removed = Le projet { $name } a été supprimé avec tout ce qu’il contenait.

### cli

home-missing = Le dossier de vos données n’a pas pu être déterminé.
    .hint = Définissez HOME ou donnez --home DIR.
output-unwritten = La réponse n’a pas pu être écrite sur la sortie standard.
    .hint = La commande a peut-être fait son travail malgré tout : vérifiez avant de recommencer.
argument-missing = Il manque : { $argument }.
    .hint = « --help » montre ce qui est obligatoire.
argument-unknown = Cette commande n’a pas d’argument « { $argument } ».
    .hint = « --help » liste les arguments.
argument-invalid = { $argument } ne peut pas valoir « { $value } ».
    .hint = « --help » montre les valeurs possibles.
argument-value-missing = { $argument } demande une valeur.
    .hint = « --help » montre les valeurs possibles.
argument-twice = { $argument } est donné deux fois, ou avec un argument incompatible.
    .hint = N’en gardez qu’un.
argument-not-text = Un argument n’est pas du texte UTF-8 valide.
    .hint = Seuls les chemins peuvent contenir n’importe quels octets.
arguments-invalid = { $text }
    .hint = « --help » montre la syntaxe.
api-command-unknown = Cette page demande quelque chose que le programme n’a pas (« { $command } ») : ils ne sont pas de la même version.
    .hint = Rechargez la page, ou redémarrez Trainyard.
command-unknown = Il n’y a pas de commande « { $command } ».
    .hint = « --help » liste toutes les commandes.
env-without-value = --env « { $text } » ne contient pas de « = ».
    .hint = Écrivez CLÉ=VALEUR.
check-refused = Le paquet ne peut pas être ajouté.
check-accepted = Le paquet peut être ajouté. Il permet : { $kinds }.
check-accepted-no-training = Le paquet peut être ajouté, mais aucun pipeline ne peut l’exécuter.
list-and = { $before } et { $last }
project-created = Le projet { $name } est créé.
project-kept = Le projet { $name } est modifié.
package-added = { $package } { $version } est ajouté.
packages-none = Il n’y a pas encore de paquet. Ajoutez-en un avec « trainyard package add ZIP ».
dataset-added = Le jeu de données { $name } contient { $files ->
        [one] { NUMBER($files) } fichier
       *[other] { NUMBER($files) } fichiers
    }, { BYTES($bytes) }.
left-out = { $count ->
        [one] Un fichier ou dossier n’a pas pu être copié :
       *[other] { NUMBER($count) } fichiers ou dossiers n’ont pas pu être copiés :
    }
left-out-names = { $count ->
        [one] Un fichier ou dossier n’a pas pu être copié
       *[other] { NUMBER($count) } fichiers ou dossiers n’ont pas pu être copiés
    } : { $names }{ $more ->
        [0] .
       *[other] {""} et { NUMBER($more) } de plus.
    }
size-on-disk = { BYTES($bytes) } ({ BYTES($data) } sur le disque)
dataset-empty = Le jeu de données { $name } ne contient aucun fichier.
work-progress = { NUMBER($done) } fichiers sur { NUMBER($total) }, { BYTES($bytes) } sur { BYTES($size) }
work-progress-speed = { NUMBER($done) } fichiers sur { NUMBER($total) }, { BYTES($bytes) } sur { BYTES($size) }, { BYTES($speed) }/s, encore { SECONDS($left) }
datasets-none = Il n’y a pas encore de jeu de données. Ajoutez-en un avec « trainyard dataset add NOM DOSSIER ».
runs-none = Il n’y a pas encore d’exécution. Lancez-en une avec « trainyard run start ».
runs-not-found = Aucune exécution ne correspond.
compare-runs-same = Les exécutions ne présentent aucune différence.
    .command = « --all » affiche ce qu’elles ont en commun.
reproduction-same = L’exécution a donné le même résultat que { $id } : { $files ->
        [0] score et métriques sont identiques.
        [one] score, métriques et l’unique fichier sont identiques, octet par octet.
       *[other] score, métriques et les { NUMBER($files) } fichiers sont identiques, octet par octet.
    }
reproduction-differs = L’exécution n’a pas donné le même résultat que { $id } : { $differing ->
        [0] les fichiers sont identiques
        [one] un fichier diffère
       *[other] { NUMBER($differing) } fichiers diffèrent
    }{ $differing ->
        [0] {""}
       *[other] {" "}et { NUMBER($same) } { $same ->
            [0] n’est identique
            [one] est identique
           *[other] sont identiques
        }
    } ; { $values ->
        [0] score et métriques sont identiques.
        [one] une valeur diffère.
       *[other] { NUMBER($values) } valeurs diffèrent.
    }
reproduction-not-recorded = { $what ->
        [data] Les données fournies à l’originale ne sont pas consignées : son jeu de données a peut-être changé.
        [packages] Les paquets de l’originale ne sont pas consignés : ses dépendances ont été résolues à nouveau.
       *[machine] La machine de l’originale n’est pas consignée.
    }
reproduction-conditions = Ce qui différait au départ
reproduction-results = Ce qui diffère à l’arrivée
reproduction-files = { $part ->
        [artifacts] Artefacts qui diffèrent
       *[package] Fichiers de la version qui diffèrent
    }
reproduction-original = Originale
compared-kind = { $kind ->
        [run] Exécution
        [package] Paquet
        [data] Données
        [parameter] Paramètres
        [logged] Paramètres journalisés
        [environment] Environnement
        [requirement] Dépendances
       *[metric] Métriques
    }
compared-name = { $name ->
        [name] Nom
        [type] Type de pipeline
        [status] Statut
        [score] Score
        [started] Début
        [duration] Durée
        [package] Paquet
        [version] Version
        [as_of] Résolu à la date du
        [digest] Empreinte
        [dataset] Jeu de données
        [evaluation_dataset] Données d’évaluation
        [content] Empreinte des données
        [evaluation_content] Empreinte des données d’évaluation
        [python] Python
        [isolation] Isolation
        [gpu] GPU
        [memory_limit] Limite de mémoire
        [processor] Processeur
        [processor_cores] Cœurs de la machine
        [usable_cores] Cœurs pour l’exécution
        [memory] Mémoire de la machine
        [gpu_model] Modèle du GPU
        [gpu_memory] Mémoire du GPU
        [gpu_driver] Pilote du GPU
        [system] Système
        [kernel] Noyau
       *[cores] Cœurs
    }
machine-cores = { $cores ->
        [one] { NUMBER($cores) } cœur
       *[other] { NUMBER($cores) } cœurs
    }
machine-cores-some = { $usable ->
        [one] { NUMBER($usable) } cœur sur { NUMBER($cores) }
       *[other] { NUMBER($usable) } cœurs sur { NUMBER($cores) }
    }
compared-metric = { $name } ({ $figure ->
        [last] dernière
        [min] min
        [max] max
       *[mean] moyenne
    })
compared-switch = { $is ->
        [true] oui
       *[false] non
    }
compared-secret = secret { $name }
metrics-none = L’exécution { $id } n’a aucune métrique.
metric-unknown = L’exécution { $id } n’a pas de métrique « { $name } ».
    .hint = Elle a { $names }.
metric-source = { $source ->
        [mlflow] MLflow
        [tensorboard] TensorBoard
        [wandb] W&B
        [trackio] Trackio
        [trainer] Trainer
        [csv] CSV
        [printed] journal
       *[resources] ressources
    }
artifacts-none = L’exécution { $id } n’a laissé aucun artefact.
uploaded = ajoutée
downloaded = { $path } ({ BYTES($bytes) })
# lineage
lineage-above = Issu de :
lineage-below = A conduit à :
lineage-nothing-above = Aucune origine n’est connue.
lineage-nothing-below = Rien n’en est issu.
lineage-again = (voir plus haut)
lineage-unused = Aucune exécution n’a reçu le jeu de données { $name }.
lineage-left-out = Il y en a { NUMBER($count) } de plus, qui ne sont pas affichés.
    .command = Utilisez --json pour tout lister.
lineage-file-seen = { $path } : { $seen ->
        [0] aucune exécution ne l’a reçu
        [one] { NUMBER($seen) } exécution l’a reçu
       *[other] { NUMBER($seen) } exécutions l’ont reçu
    }{ $without ->
        [0] {""}
        [one] , { NUMBER($without) } sur ce jeu de données ne l’a pas reçu
       *[other] , { NUMBER($without) } sur ce jeu de données ne l’ont pas reçu
    }{ $unknown ->
        [0] {""}
       *[other] , pour { NUMBER($unknown) } on ne le sait pas
    }
# Rapport de problème
report-contents = Le rapport de problème contient :
report-about = Les versions installées et les caractéristiques de cette machine
report-log = Ce qui a mal tourné dans Trainyard
report-spec = Ce qui a été demandé à l’exécution, sans les valeurs des paramètres
report-outcome = Comment l’exécution s’est terminée
report-events = Les étapes de l’exécution, ses métriques et les ressources utilisées
report-requirements = Ce qui a été installé pour l’exécution
report-run-log = Ce que l’entraînement a affiché ; cela peut contenir des données
report-not-sent = Rien n’est envoyé. Parcourez le fichier avant de le transmettre à qui que ce soit.
run-published = { $package } { $version } est publié, issu de l’exécution { $id }.
run-imported = { $file } est importé comme exécution { $id }.
run-not-imported = { $file } : { $text }
compare-made-by = l’exécution { $run }, à partir de { $version }
compare-files = { NUMBER($changed) } modifié(s), { NUMBER($added) } ajouté(s), { NUMBER($removed) } supprimé(s), { NUMBER($same) } identique(s)
removed = Supprimé ; { BYTES($bytes) } libérés.
run-queued = L’exécution { $id } est en file d’attente.
run-tagged = Étiquettes de l’exécution { $id } : { $tags }
run-untagged = L’exécution { $id } n’a pas d’étiquette.
run-noted = La note de l’exécution { $id } est enregistrée.
run-note-removed = L’exécution { $id } n’a pas de note.
run-pinned = L’exécution { $id } est épinglée.
run-unpinned = L’exécution { $id } n’est pas épinglée.
gpu-enabled = oui
pinned = oui
state-kept = { $kept ->
        [yes] oui
       *[partly] en partie
    }
state-more-runs = { NUMBER($count) } autres
queue-going = La file d’attente est active. Exécutions simultanées : { NUMBER($most) }.
queue-paused = La file d’attente est en pause : les exécutions en cours continuent, aucune autre ne démarre.
    .command = « trainyard queue resume » la fait repartir.
queue-none = Aucune exécution n’attend.
run-moved = L’exécution { $id } est au rang { NUMBER($place) } dans la file.
run-made = { $status } : { $package } { $version } a été créé, { $zip }.
run-ended = { $status }.
run-score = Score : { $score }
run-try-not-isolated = Si le code a besoin de ce qu’un code isolé ne peut pas faire (sudo, conteneurs sans root, écrire dans le dépôt), lancez-le avec --isolation off.
run-try-as-of = Essayez : trainyard run start … --as-of { $date }
run-ended-because = { $status } : { $reason }
stage-began = { $status } : { $stage }
stage-took = { $stage } a duré { SECONDS($seconds) }.
stopping = Arrêt de l’exécution. Un second Ctrl-C la tue immédiatement.
stopping-now = L’exécution est tuée.
stopped-at-once = L’exécution { $id } attendait et a été arrêtée.
stop-asked = L’exécution { $id } est en cours d’arrêt.
stop-over = L’exécution { $id } était déjà terminée : { $status }.
schedule-kept = Planification { $id } : { $next }
schedule-edit-empty = Aucune modification de la planification { $id } n’est donnée.
    .hint = Donnez au moins l’un de ces arguments : --type, --package, --version, --dataset, --evaluation-dataset, --name, --env, --gpu, --memory, --cores, --grace, --at, --days avec --time, --cron, --missed, --without et --without-env.
schedule-without-parameter = La planification { $id } n’a pas de paramètre « { $name } ».
    .command = « trainyard schedule show { $id } » liste ses paramètres.
schedule-removed = La planification { $id } est supprimée ; ses exécutions restent.
schedule-paused = suspendue
schedule-done = terminée
schedule-unattended = Les exécutions ne sont lancées que tant que la fenêtre ou « trainyard agent » tourne ; aucun agent ne tourne en ce moment.
schedules-none = Il n’y a pas encore de planification. Créez-en une avec « trainyard schedule add ».
serve-begun = Trainyard est ouvert aux navigateurs de cette machine jusqu’à ce que vous l’arrêtiez (Ctrl-C). Son dépôt : { $path }
    { $link }
    Le lien vaut pour un seul navigateur ; une fois qu’il a servi, un nouveau s’affiche.
serve-another = Pour un autre navigateur : { $link }
serve-not-opened = Aucun navigateur n’a pu être ouvert ({ $detail }).
    .hint = Ouvrez le lien vous-même.
serve-windows-drive = Le dépôt { $path } se trouve sur un disque Windows, où les fichiers ne peuvent pas être verrouillés et surveillés de façon fiable.
    .hint = Gardez-le dans le système de fichiers de Linux : choisissez un autre dossier avec --home.
agent-begun = L’agent déclenche les planifications et lance les exécutions de { $path } jusqu’à son arrêt.
missed-once = L’exécuter une fois au prochain démarrage de Trainyard
missed-skip = L’ignorer
column-id = ID
column-name = NOM
column-type = TYPE
column-place = RANG
column-status = STATUT
column-reason = RAISON
column-project = PROJET
column-packages = PAQUETS
column-datasets = JEUX DE DONNÉES
column-state = ÉTAT
column-seen = CONSTATÉ
column-added = AJOUTÉS
column-removed = SUPPRIMÉS
column-changed = MODIFIÉS
column-kept = CONSERVÉ
column-keeps-data = CONSERVE LES DONNÉES
column-description = DESCRIPTION
column-package = PAQUET
column-version = VERSION
column-versions = VERSIONS
column-dataset = JEU DE DONNÉES
column-evaluation = DONNÉES D’ÉVALUATION
column-score = SCORE
column-as-of = RÉSOLU À LA DATE DU
column-parameters = PARAMÈTRES
column-gpu = GPU
column-memory = LIMITE DE MÉMOIRE
column-cores = CŒURS
column-made = NOUVELLE VERSION
column-tags = ÉTIQUETTES
column-note = NOTE
column-pinned = ÉPINGLÉE
column-not-in-version = IGNORÉS
column-made-by = ORIGINE
column-pipelines = PIPELINES
column-change-log = JOURNAL DES MODIFICATIONS
column-created = CRÉATION
column-started = DÉBUT
column-ended = FIN
column-progress = PROGRESSION
column-stages = ÉTAPES
column-machine = MACHINE
column-isolated = ISOLATION
column-installed = INSTALLÉS
column-imported = IMPORTÉE
imported-from = { $at } depuis { $file }
column-source = SOURCE
column-part = PARTIE
column-values = VALEURS
column-first = PREMIÈRE
column-last = DERNIÈRE
column-min = MIN
column-max = MAX
column-duration = DURÉE
column-directory = RÉPERTOIRE
column-when = QUAND
column-next = PROCHAINE
column-missed = ÉCHÉANCES MANQUÉES
column-runs = EXÉCUTIONS
column-used-by = UTILISÉ PAR
column-left-out = DERNIÈRE IGNORÉE
column-files = FICHIERS
column-file = FICHIER
column-size = TAILLE
column-link = LIEN VERS
column-time = HEURE
column-kind = CATÉGORIE
column-event = ÉVÉNEMENT
column-used = DERNIÈRE UTILISATION
column-needed = NÉCESSAIRE
doctor-resumes = La vérification commencée le { $at } continue. Avec --restart, tout est relu.
doctor-nothing = Tout est en ordre. { BYTES($read) } de contenus ont été lus.
doctor-wrong = { $count ->
    [one] { NUMBER($count) } problème.
   *[other] { NUMBER($count) } problèmes.
}
    .hint = « trainyard doctor --repair » répare ce qui peut l’être sans rien perdre.
doctor-wrong-left = { $count ->
    [one] { NUMBER($count) } problème n’a pas pu être réparé.
   *[other] { NUMBER($count) } problèmes n’ont pas pu être réparés.
}
backup-done = Sauvegarde terminée : { $files ->
    [one] { NUMBER($files) } fichier
   *[other] { NUMBER($files) } fichiers
}, { BYTES($bytes) }, dont { BYTES($added) } de nouveau.
backup-running = { $count ->
    [one] { NUMBER($count) } exécution était en cours. Elle serait restaurée comme interrompue.
   *[other] { NUMBER($count) } exécutions étaient en cours. Elles seraient restaurées comme interrompues.
}
backup-removed = { $count ->
    [one] { NUMBER($count) } sauvegarde plus ancienne a été supprimée
   *[other] { NUMBER($count) } sauvegardes plus anciennes ont été supprimées
}, ce qui a libéré { BYTES($bytes) }.
backup-sound = { $count ->
    [one] { NUMBER($count) } sauvegarde est intacte.
   *[other] { NUMBER($count) } sauvegardes sont intactes.
} { BYTES($read) } ont été lus.
backup-damaged = { $count ->
    [one] { NUMBER($count) } fichier est endommagé.
   *[other] { NUMBER($count) } fichiers sont endommagés.
}
    .hint = Avec --repair, ils sont mis de côté, et la prochaine sauvegarde reprend ce que le dépôt a encore.
backup-set-aside = Mis de côté. La prochaine sauvegarde le reprend si le dépôt l’a encore.
restored = { $store } est le dépôt tel qu’il était le { $at }.
restored-interrupted = { $count ->
    [one] { NUMBER($count) } exécution alors en cours est indiquée comme interrompue.
   *[other] { NUMBER($count) } exécutions alors en cours sont indiquées comme interrompues.
}
restored-link-missing = Le dossier lié { $path } n’existe pas.
column-store = DÉPÔT
column-skipped = FICHIERS MANQUANTS
column-in-progress = EN COURS
storage-free = { BYTES($bytes) } libres.
removal-would-free = Cela libérerait { BYTES($bytes) }. Ce dont d’autres exécutions ou jeux de données ont besoin reste.
help-usage = Utilisation :
help-command = COMMANDE
help-commands = Commandes{"\u00A0"}
help-arguments = Arguments{"\u00A0"}
help-options = Options{"\u00A0"}
help-help = Montre cette aide
help-version = Montre la version
help-trainyard = Entraîne sur cette machine des paquets UiPath AI Center : des paquets et des jeux de données, des exécutions, de nouvelles versions de paquets.
help-home = Le dossier du dépôt [TRAINYARD_HOME ; par défaut : le dossier de données du système]
help-project-option = Le projet où travailler [TRAINYARD_PROJECT ; par défaut : le premier]
help-lang = La langue [par défaut : celle de l’environnement]
help-json = Affiche du JSON
help-output = Où l’enregistrer ; si c’est un dossier, il y est enregistré
help-completions = Affiche la complétion pour un interpréteur de commandes : bash, zsh ou fish
help-project = Projets : créer, lister, renommer, décrire, supprimer
help-project-list = Liste les projets
help-project-create = Crée un projet
help-project-rename = Donne un autre nom à un projet
help-project-describe = Donne une autre description à un projet
help-project-keep-data = Définit si les nouvelles exécutions d’un projet conservent leurs données, sauf choix contraire
help-project-remove = Supprime un projet avec tout ce qu’il contient
help-project-name = Le projet
help-project-new = Son nouveau nom
help-project-text = À quoi il sert
help-project-keeps = Si elles le font
help-project-yes = Le nom du projet encore une fois, pour confirmer
help-package = Paquets ML : vérifier, ajouter, lister, télécharger, supprimer
help-package-check = Vérifie un paquet comme le ferait son ajout, sans rien changer
help-package-add = Ajoute un paquet comme version 1.0, ou comme version majeure suivante d’un paquet existant
help-package-source = Le zip du paquet, ou son dossier
help-package-name = Le paquet
help-package-add-name = Le nom du paquet, un identifiant Python [par défaut : celui du dossier racine]
help-package-version = La version, par exemple 1.0
help-change-log = Ce qui est nouveau dans cette version
help-python = La version de Python qu’il lui faut, par exemple 3.11 [par défaut : la vôtre]
help-package-list = Liste les paquets
help-package-show = Montre les versions d’un paquet et l’origine de chacune
help-package-describe = Décrit à quoi sert un paquet et ce qu’il prend ; ce qui n’est pas donné reste tel quel
help-description = À quoi il sert
help-input-type = Ce que prend sa méthode predict()
help-input-description = À quoi l’entrée doit ressembler
help-output-description = À quoi la sortie ressemble
help-gpu-recommended = Si un GPU est recommandé pour l’entraîner
help-package-isolation = Si son code est tenu à l’écart du dépôt et des autres processus ; off pour du code qui a besoin de sudo ou de conteneurs sans root
help-package-metrics-from = Origine des métriques de ses exécutions : all, none ou une liste parmi mlflow, tensorboard, wandb, trackio, trainer, csv et printed, séparée par des virgules
help-package-remove = Supprime un paquet ou une version ; son numéro n’est jamais réutilisé
help-download-output = Le nouveau fichier, ou le dossier où l’enregistrer [par défaut : le dossier courant, sous le nom du dossier racine du paquet]
help-package-download = Écrit le zip d’une version dans un fichier
help-package-compare = Compare deux versions d’un paquet : fichiers, dépendances, score, et l’origine de chacune
help-compare-before = La version à comparer
help-compare-after = La version à laquelle la comparer
help-dataset = Jeux de données : ajouter, lister, montrer, comparer des états, supprimer
help-lineage = Montre de quoi une chose est issue et à quoi elle a conduit
help-lineage-version = Montre de quelles exécutions, données et versions une version est issue, et à quoi elle a conduit
help-lineage-dataset = Montre à quoi un jeu de données a conduit, ou quelles exécutions et versions ont vu l’un de ses fichiers
help-lineage-file = Un fichier du jeu de données, par son chemin dans celui-ci
help-lineage-run = Montre ce qu’une exécution a reçu, de quoi cela est issu et à quoi l’exécution a conduit
help-lineage-svg = Enregistre le graphe au format SVG
help-dataset-add = Ajoute un dossier comme jeu de données, en copie
help-dataset-add-files = Ajoute des fichiers ou des dossiers à un jeu de données
help-dataset-name = Le jeu de données
help-dataset-folder = Le dossier qui contient ses fichiers
help-dataset-files = Ce qu’il faut ajouter
help-dataset-into = Le dossier du jeu de données où l’ajouter [par défaut : la racine]
help-link = Utilise le dossier là où il est au lieu de le copier
help-dataset-list = Liste les jeux de données
help-dataset-show = Montre les fichiers d’un jeu de données
help-dataset-remove = Supprime un jeu de données ; un dossier lié reste
help-dry-run = Ne supprime rien et dit combien de place la suppression libérerait
help-dataset-states = Liste les états d’un jeu de données : ce qu’il contenait, quand, et ce qui a changé. Consigne d’abord son état d’aujourd’hui
help-dataset-compare = Montre ce qui diffère entre deux états d’un jeu de données
help-dataset-compare-file = Un fichier du jeu de données : montre en quoi son contenu diffère
help-dataset-restore = Ajoute un état antérieur d’un jeu de données comme nouveau jeu de données
help-dataset-older = L’état de comparaison [par défaut : le précédent]
help-dataset-state = L’état, tel que « trainyard dataset states » le liste
help-dataset-new = Le nom du nouveau jeu de données
help-start-state = L’état du jeu de données d’entrée, tel que « trainyard dataset states » le liste [par défaut : son contenu au démarrage de l’exécution]
help-start-evaluation-state = L’état du jeu de données d’évaluation
help-run-data-file = Un fichier que l’exécution a reçu : montre en quoi son contenu diffère aujourd’hui
help-run-data-restore = Ajoute ce que l’exécution a conservé de ses données d’entrée comme jeu de données de ce nom
help-run = Exécutions de pipeline : lancer, suivre, arrêter, lister, récupérer ce qu’elles ont produit
help-run-start = Lance une exécution de pipeline et suit son journal. Se termine par 0 (Réussi), 1 (Échec), 130 (Arrêté) ou 2 (refusé : rien n’a été lancé). Ctrl-C arrête l’exécution ; un second Ctrl-C la tue immédiatement.
help-type = Le type de pipeline
help-start-package = Le paquet
help-start-version = Sa version, par exemple 1.0
help-start-dataset = Le jeu de données d’entrée, ou un dossier de celui-ci (training, full)
help-start-evaluation = Le jeu de données d’évaluation, ou un dossier de celui-ci (evaluation ; full : facultatif)
help-start-name = Le nom du pipeline [par défaut : le paquet et sa version]
help-env = Un paramètre : une variable d’environnement de l’entraînement ; peut être répété
help-gpu = Active le GPU
help-memory = La mémoire que l’exécution peut utiliser, par exemple 4Go ; au-delà, elle est arrêtée, en échec [par défaut : sans limite]
help-as-of = N’installe, dans ses exécutions aussi, que ce qui était publié à la fin de ce jour, UTC [par défaut : le plus récent]
help-start-as-of = N’installe que ce qui était publié à la fin de ce jour, UTC ; none : le plus récent [par défaut : comme la version]
help-cores = Le nombre de cœurs de processeur que l’entraînement peut utiliser [par défaut : tous]
help-without = Ce qu’il faut en retirer, par exemple gpu,memory
help-without-env = Une variable d’environnement à en retirer
help-grace = Secondes entre la demande d’arrêt et l’arrêt forcé [par défaut : 10]
help-isolation = Si le code est tenu à l’écart du dépôt et des autres processus [par défaut : comme l’indique le paquet]
help-detach = N’attend pas la fin de l’exécution
help-run-list = Liste les exécutions, la plus récente d’abord
help-list-status = Seulement les exécutions de ce statut : Scheduled, Queued, Packaging, Running, Successful, Failed ou Killed ; peut être répété
help-list-type = Seulement les exécutions de ce type de pipeline ; peut être répété
help-list-package = Seulement les exécutions de ce paquet
help-list-version = Seulement les exécutions de cette version d’un paquet, celle qui est utilisée
help-list-dataset = Seulement les exécutions sur ce jeu de données, pour l’entraînement ou l’évaluation
help-list-dataset-state = Seulement les exécutions qui ont reçu cet état du jeu de données, tel que « trainyard dataset states » le liste
help-list-tag = Seulement les exécutions avec cette étiquette ; s’il y en a plusieurs, avec toutes
help-list-since = Seulement les exécutions créées depuis un jour (2026-11-24), une heure (2026-11-24T18) ou une durée (36h, 7d)
help-list-until = Seulement les exécutions créées avant ce moment, écrit de la même façon
help-list-text = Seulement les exécutions avec ce texte dans l’identifiant, le nom, le paquet avec sa version ou la nouvelle, un jeu de données, une étiquette ou la note
help-list-where = Seulement les exécutions dont le score ou une métrique remplit une condition, par exemple « metric:val/loss < 0.3 », « max:accuracy >= 0.9 » ou « score > 0.8 » ; peut être répété
help-list-sort = Trie par created, started, ended, name, type, package, dataset, evaluation, status, duration, score, made, tags, queue, ou par une métrique comme metric:NOM (sa dernière valeur), min:NOM, max:NOM ou mean:NOM ; la dernière ou la plus grande valeur d’abord [par défaut : created]
help-list-ascending = La première ou la plus petite valeur d’abord
help-list-limit = Au plus ce nombre d’exécutions
help-run-tag = Étiquette une exécution, quel que soit son statut, et montre ses étiquettes
help-tag-add = Une étiquette à ajouter ; peut être répété
help-tag-remove = Une étiquette à retirer ; peut être répété
help-run-note = Écrit une note au sujet d’une exécution
help-note-text = La note, qui remplace celle qui existe ; "" la retire
help-run-pin = Épingle une exécution : la fenêtre la montre avant les autres
help-run-unpin = Désépingle une exécution
help-run-show = Montre une exécution
help-run-log = Affiche le journal d’une exécution
help-log-search = Affiche les lignes qui correspondent à une expression régulière, avec leurs numéros
help-ignore-case = Ne distingue pas les majuscules des minuscules
help-log-count = N’affiche que le nombre de lignes correspondantes
help-log-json = Affiche en JSON ce que trouve --search ; le journal lui-même est fait d’octets bruts
help-follow = Continue d’afficher jusqu’à la fin de l’exécution
help-run-metrics = Montre les métriques d’une exécution et les ressources utilisées, ou en affiche toutes les valeurs
help-metric-name = Seulement les métriques de ce nom, par exemple val/loss ; peut être répété
help-metrics-json = Affiche toutes les valeurs en JSON : un objet par métrique, les temps en secondes depuis 1970
help-metrics-csv = Affiche toutes les valeurs en CSV, une par ligne
help-run-compare = Compare de deux à dix exécutions d’un projet : paramètres, versions, données, environnement, score et métriques
help-compare-all = Affiche aussi ce que les exécutions ont en commun
help-compare-group = Réunit les exécutions qui ne diffèrent que par une graine aléatoire : la moyenne de leurs nombres et l’écart-type
help-run-reproduce = Relance l’exécution avec la même version, les mêmes données, paquets et paramètres, et indique ce qui donne le même résultat
help-reproduce-report = Ne lance rien : indique ce qu’a donné cette exécution, qui en reproduit une autre
help-run-data = Montre les données qu’une exécution a reçues, et en quoi ses jeux de données en diffèrent aujourd’hui
help-run-artifacts = Liste les artefacts d’une exécution
help-run-stop = Arrête des exécutions : le leur demande, et les tue après leur délai de grâce
help-now = Les tue immédiatement
help-run-move = Déplace une exécution en attente dans la file
help-first = Avant toutes les autres
help-last = Après toutes les autres
help-before = Juste avant cette exécution
help-queue = La file d’attente : montrer, mettre en pause, reprendre
help-queue-show = Montre les exécutions en attente, la prochaine d’abord, et si la file est en pause
help-queue-pause = Met la file en pause : les exécutions en cours continuent, aucune autre ne démarre, même après un redémarrage
help-queue-resume = Reprend la file
help-run-remove = Supprime des exécutions terminées et tout ce qu’elles ont laissé ; les versions créées restent
help-run-download = Copie ce qu’une exécution a laissé ; un dossier devient un zip si la sortie finit par .zip
help-run-path = artifacts/…, data_directory/…, test_data_directory/…, _results.json, log ou package.zip [par défaut : tout, sauf le dernier]
help-run-publish = Crée la version d’un entraînement réussi dont la compression ou la publication a échoué
help-run-export = Écrit une exécution terminée, avec tous ses détails, dans un fichier que l’on peut importer ailleurs
help-run-import = Importe des exécutions exportées ; se termine par 2 si l’une a été refusée, mais importe les autres
help-run-import-file = Une exécution exportée (.run.zip), ou un dossier qui en contient
help-export-output = Le fichier à écrire, ou le dossier où l’enregistrer
help-run-id = L’identifiant de l’exécution, ou son début
help-schedule = Planifications : ajouter, lister, modifier, suspendre, reprendre, lancer, supprimer
help-schedule-add = Crée une planification : ses exécutions sont créées à l’échéance, tant que la fenêtre ou « trainyard agent » tourne
help-schedule-list = Liste les planifications
help-schedule-show = Montre une planification, ses prochaines échéances et ses dernières exécutions
help-schedule-edit = Modifie une planification ; ce qui n’est pas donné reste tel quel
help-schedule-run = Lance maintenant une exécution de la planification
help-schedule-pause = Suspend une planification : elle ne lance aucune exécution jusqu’à sa reprise
help-schedule-resume = Reprend une planification suspendue ; les échéances passées entre-temps sont ignorées
help-schedule-remove = Supprime une planification ; les exécutions qu’elle a créées restent
help-schedule-id = L’identifiant de la planification, ou son début
help-at = À une date donnée : la date et l’heure, à l’horloge de cette machine
help-days = Récurrent : les jours de la semaine, parmi mon, tue, wed, thu, fri, sat et sun (de lundi à dimanche)
help-time = Récurrent : l’heure, ces jours-là
help-cron = Récurrent : une expression cron de cinq champs (minute, heure, jour du mois, mois, jour de la semaine)
help-missed = Ce que devient une exécution arrivée à échéance alors que rien ne tournait pour la lancer : once (lancée une fois, au prochain démarrage) ou skip (ignorée) [par défaut : once]
help-agent = Déclenche les planifications, lance les exécutions en file et termine celles qui sont mortes, jusqu’à SIGTERM ou Ctrl-C
help-serve = Sert les pages de la fenêtre à un navigateur de cette machine, et fait office d’agent tant qu’il tourne
help-serve-port = Le port d’écoute ; 0 en prend un libre
help-serve-open = Ouvre les pages dans le navigateur
help-serve-json = Affiche une ligne de JSON au démarrage : url et token
help-exec = Exécute un répertoire d’exécution du début à la fin, et le termine
help-exec-directory = Le répertoire de l’exécution
help-settings = Montre les réglages ou en change un : runs-at-once, uv, index-url, first-index, proxy, ca-file, keep-failed, check-store
help-setting-name = Le réglage
help-setting-value = Sa nouvelle valeur
help-storage = Montre ce qui occupe le disque : environnements, paquets, jeux de données, exécutions
help-storage-damaged = Liste les éléments illisibles
help-storage-remove-damaged = Supprime un élément endommagé avec tous ses fichiers
help-storage-export-damaged = Enregistre ce qui reste d’un élément endommagé
help-storage-path = Le chemin, tel que « trainyard storage damaged » l’affiche
help-report = Crée un fichier pour signaler un problème : versions, journaux de Trainyard et, si vous en nommez une, une exécution sans ses données
help-report-run = Y joint cette exécution : son journal et son déroulement, mais ni données, ni paquet, ni artefacts, ni valeurs de paramètres
help-report-output = Le nouveau fichier, ou un dossier où l’enregistrer [par défaut : le dossier courant]
help-verbose = Affiche aussi toutes les causes d’un échec
help-storage-remove = Supprime un environnement Python ; une exécution qui en a besoin le reconstruit
help-storage-outdated = Supprime les environnements qu’une version antérieure a construits et qu’aucune exécution n’utilise plus
help-storage-digest = L’environnement, tel que « trainyard storage » l’affiche
help-doctor = Vérifie tout le dépôt : index, fichiers, versions, instantanés, environnements ; se termine par 1 si quelque chose ne va pas
help-doctor-repair = Répare ce qui peut l’être sans rien perdre, et supprime ce dont rien n’a besoin
help-doctor-restart = Relit tout depuis le début, même si une vérification a été interrompue
help-backup = Fait une copie incrémentielle de tout le dépôt dans un dossier, pendant que les entraînements continuent ; ou liste ou vérifie ces copies
help-backup-folder = Le dossier, de préférence sur un autre disque ; il est créé s’il n’existe pas
help-backup-list = Liste les sauvegardes du dossier
help-backup-check = Lit toutes les sauvegardes du dossier et nomme ce qui est endommagé ; se termine par 1 s’il y en a
help-backup-repair = Met de côté ce qui est endommagé, pour que la prochaine sauvegarde le reprenne du dépôt
help-backup-keep = Ne laisse que ce nombre de sauvegardes de ce dépôt, les plus récentes
help-restore = Fait un nouveau dépôt d’une sauvegarde
help-restore-folder = Le dossier des sauvegardes
help-restore-into = Le dossier du nouveau dépôt, vide ou qui n’existe pas encore
help-restore-at = La dernière sauvegarde faite jusqu’à un jour (2026-11-24), une heure (2026-11-24T18:00) ou une durée (36h, 7d) [par défaut : la dernière]
help-events = Journaux ML : ce qui est arrivé aux paquets, aux jeux de données et aux exécutions, le plus ancien d’abord
help-events-follow = Continue d’afficher les nouvelles entrées
help-events-json = Affiche du JSON ; avec --follow, un objet par ligne
help-events-kind = Seulement les entrées de cette catégorie : check, version, dataset, run, schedule, project ou error (tout ce qui a échoué) ; peut être répété
help-events-since = Seulement les entrées depuis un jour (2026-11-24), une heure (2026-11-24T18) ou une durée (36h, 7d)

### window: shell

nav = Pages
nav-project = Par défaut
nav-search = Rechercher
nav-fold = Replier la barre latérale
nav-unfold = Déplier la barre latérale
skip = Aller au contenu
# The title of the window. $page: the name of the page.
title-running = { NUMBER($runs) } en cours · { $page }
nav-pipelines = Pipelines
nav-schedules = Planifications
nav-packages = Paquets ML
nav-datasets = Jeux de données
nav-logs = Journaux ML
nav-storage = Stockage
nav-settings = Réglages
nav-shortcuts = Raccourcis clavier
back = Retour
back-to = Revenir à { $page }
copied = Copié
copy = Copier
cut = Couper
paste = Coller
select-all = Tout sélectionner
copy-name = Copier le nom
copy-path = Copier le chemin
files-kept = Les données sont conservées une seule fois pour toutes les exécutions, non comme dossier sur le disque. Enregistrez-les ou ajoutez-les comme nouveau jeu de données.
image-copy = Copier l’image
image-copied = Image copiée
image-not-copied = L’image n’a pas pu être copiée. Enregistrez-la plutôt.
copy-line = Copier la ligne
copy-id = Copier l’identifiant
open = Ouvrir
more = Autres actions
connection-lost = La connexion à Trainyard a été perdue et va être rétablie automatiquement. Rien de ce que vous avez saisi n’est perdu, et les entraînements continuent.
connection-link = Cette page a besoin d’un lien de « trainyard serve » : ouvrez celui qui s’affiche dans le terminal.
page-failed = Cette page n’a pas pu être affichée
page-failed-text = L’erreur vient de Trainyard lui-même. Rien de ce que vous avez enregistré n’est perdu, et les entraînements continuent.
page-failed-again = Réessayer
page-failed-list = Aller à la liste des exécutions
page-failed-copy = Copier l’erreur
page-error = Une erreur s’est produite sur cette page : { $text }
choose-sending = Envoi à Trainyard
choose-here = Depuis cet ordinateur
choose-there = Depuis la machine qui exécute Trainyard
choose-upload = Choisir un fichier…
choose-upload-folder = Choisir un dossier…
choose-sent = Envoyé depuis cet ordinateur
choose-path = Chemin
choose-look = Afficher
choose-take = Choisir
dialog-close = Fermer
search-clear = Effacer
dialog-cancel = Annuler
progress-stop = Arrêter
yes = Oui
no = Non
key-delete = Suppr
key-escape = Échap
key-shift = Maj
key-space = Espace
saved = Enregistré sous { $path }, { $size }
files-filter = Rechercher un fichier
files-sort = Trier
files-name = Nom
files-size = Taille
files-changed = Modifié
files-found = { $count ->
        [0] Aucun nom ne contient ce texte.
        [one] { NUMBER($count) } trouvé.
       *[other] { NUMBER($count) } trouvés.
    }
files-found-shown = Les { NUMBER($count) } premiers sont affichés.
files-found-cut = Il y a trop de fichiers : la recherche n’en a parcouru qu’une partie.
files-not-watched = Certains de ces dossiers ne peuvent pas être surveillés : la liste est relue toutes les deux secondes.
files-selection = Fichiers sélectionnés
files-selected = { $count ->
    [one] { NUMBER($count) } sélectionné
   *[other] { NUMBER($count) } sélectionnés
}
files-save-selected = { $count ->
    [one] Enregistrer { NUMBER($count) } élément (zip)
   *[other] Enregistrer { NUMBER($count) } éléments (zip)
}
file-previous = Fichier précédent
file-next = Fichier suivant
gallery = Afficher les images en galerie
gallery-of = { $count ->
    [one] { NUMBER($count) } image dans { $folder }
   *[other] { NUMBER($count) } images dans { $folder }
}
gallery-here = { $count ->
    [one] { NUMBER($count) } image
   *[other] { NUMBER($count) } images
}
gallery-back = Galerie
gallery-broken = Affichage impossible
preview-folder = { $entries ->
    [0] Ce dossier est vide.
    [one] Ce dossier contient { NUMBER($entries) } élément.
   *[other] Ce dossier contient { NUMBER($entries) } éléments.
}
preview-empty-file = Ce fichier est vide.
preview-link = C’est un lien. Sa cible n’est pas affichée.
preview-other = Ce n’est ni un fichier ni un dossier : il n’y a rien à afficher.
preview-as = Affichage
preview-as-open = Aperçu
preview-as-text = Texte
preview-as-hex = Hexa
preview-gone = { $kind ->
    [folder] Ce dossier n’existe plus.
   *[other] Ce fichier n’existe plus.
}
preview-outdated = Le fichier a changé depuis son ouverture.
preview-again = Recharger
preview-loading = L’aperçu se charge
preview-more = Charger la suite
preview-part = { BYTES($shown) } chargés sur { BYTES($size) }
preview-look = Présentation
preview-rendered = Mis en forme
preview-source = Source
preview-wrap = Renvoyer à la ligne
preview-html-hint = Ici, les scripts ne s’exécutent pas et rien n’est chargé depuis le réseau.
preview-hex-of = Octets de { $path }
preview-hex-offset = Position
preview-hex-bytes = Octets
preview-hex-characters = Caractères
preview-table = Tableau
preview-table-of = { $columns ->
    [one] { $path }, tableau de 1 colonne
   *[other] { $path }, tableau de { NUMBER($columns) } colonnes
}
preview-rows = { $rows ->
    [0] Aucune ligne
    [one] 1 ligne
   *[other] { NUMBER($rows) } lignes
}
preview-rows-first = Les { NUMBER($shown) } premières lignes ; faites défiler pour voir la suite.
preview-rows-of = { NUMBER($shown) } lignes chargées sur { NUMBER($total) } ; faites défiler pour voir la suite.
preview-sorted = Seules les lignes chargées sont triées.
preview-endless = La dernière ligne est trop longue : ni sa fin ni la suite ne sont affichées.
preview-columns-cut = Seules les { NUMBER($columns) } premières colonnes sont affichées.
preview-column = Colonne { NUMBER($n) }
preview-kind-empty = vide
preview-kind-integer = entier
preview-kind-number = nombre
preview-kind-bool = vrai ou faux
preview-kind-date = date
preview-kind-text = texte
preview-statistics = Statistiques
preview-statistics-all = { $rows ->
    [0] Sur aucune ligne.
    [one] Sur la seule ligne.
   *[other] Sur les { NUMBER($rows) } lignes.
}
preview-statistics-part = Sur les { NUMBER($rows) } premières lignes, soit environ { NUMBER($percent) } % du fichier : tout lire prendrait trop de temps.
preview-empty = Cellules vides
preview-least = Minimum
preview-mean = Moyenne
preview-greatest = Maximum
preview-common = Valeurs les plus fréquentes
preview-histogram = Histogramme de { $name }, de { $least } à { $most }
preview-json-of = JSON de { $path }
preview-json-object = Objet JSON
preview-json-array = Tableau JSON
preview-json-lines = JSON Lines
preview-json-broken = À partir de l’octet { NUMBER($at) }, ce n’est plus du JSON.
preview-pixels = { NUMBER($width) } × { NUMBER($height) } pixels
preview-scaled = affichée en { NUMBER($width) } × { NUMBER($height) }
preview-zoom-in = Agrandir
preview-zoom-out = Réduire
preview-fit = Ajuster
preview-actual = Taille réelle
preview-zoom = { NUMBER($percent) } %
preview-white = Fond blanc
preview-name = Nom
preview-size = Taille
preview-packed = Compressé
preview-changed-at = Modifié
preview-type = Type
preview-shape = Forme
preview-entries = { $entries ->
    [0] Archive vide
    [one] 1 élément
   *[other] { NUMBER($entries) } éléments
}
preview-entries-of = Les { NUMBER($shown) } premiers éléments sur { NUMBER($total) }
preview-entries-first = { $shown ->
    [0] Aucun élément lisible
    [one] Le premier élément ; il y en a peut-être d’autres
   *[other] Les { NUMBER($shown) } premiers éléments ; il y en a peut-être d’autres
}
preview-archive-of = Contenu de { $path }
preview-pickle = Ce fichier n’a pas été chargé, car charger un pickle exécute du code. Seuls les noms qu’il contient ont été lus.
preview-pickle-kind = Pickle
preview-pickle-packed = Pickle, compressé avec zlib
preview-pickle-part = Il n’a pas pu être suivi en entier : des noms peuvent manquer ou être sans leur module.
preview-pickle-names = Noms dans le pickle
preview-pickle-none = Il ne nomme ni classe ni fonction.
preview-protocol = Protocole
preview-arrays = { $arrays ->
    [0] Aucun tableau NumPy
    [one] 1 tableau NumPy
   *[other] { NUMBER($arrays) } tableaux NumPy
}
preview-order = Ordre
preview-order-rows = par lignes (C)
preview-order-columns = par colonnes (Fortran)
preview-short = Le fichier est trop court pour ce tableau.
preview-first-values = { $values ->
    [one] La seule valeur affichée
   *[other] Les { NUMBER($values) } premières valeurs
}
preview-no-values = Aucune valeur ne peut être affichée.
preview-tensors = { $tensors ->
    [0] Aucun tenseur
    [one] 1 tenseur
   *[other] { NUMBER($tensors) } tenseurs
}
preview-tensors-of = Les { NUMBER($shown) } premiers tenseurs sur { NUMBER($total) }
preview-tensors-in = Tenseurs de { $path }
preview-tensors-hint = Choisissez-en un pour voir ses premières valeurs.
preview-unsound = mal placé
preview-metadata = Métadonnées
preview-graph = Graphe
preview-producer = Écrit par
preview-version = Version du format
preview-opsets = Jeux d’opérateurs
preview-nodes = Nœuds
preview-initializers = Tenseurs avec valeurs
preview-inputs = Entrées
preview-outputs = Sorties
preview-class = Classe
preview-input = Forme en entrée
preview-layers = { $layers ->
    [0] Aucune couche
    [one] 1 couche
   *[other] { NUMBER($layers) } couches
}
preview-layers-of = Les { NUMBER($shown) } premières couches sur { NUMBER($total) }
preview-layers-in = Couches de { $path }
preview-hdf5 = Le contenu des fichiers HDF5 n’est pas affiché. Enregistrez celui-ci pour l’ouvrir dans un autre programme.
preview-page = Page { NUMBER($number) }
preview-page-failed = Cette page ne peut pas être affichée.
preview-pages = { $pages ->
    [one] 1 page
   *[other] { NUMBER($pages) } pages
}
preview-pages-of = Les { NUMBER($shown) } premières pages sur { NUMBER($total) }
preview-pdf-locked = Ce PDF demande un mot de passe. Enregistrez-le pour l’ouvrir dans un programme adapté.
preview-media-large = Seuls les fichiers d’au plus { BYTES($most) } sont lus ici. Enregistrez-le pour le lire dans un autre programme.
preview-media-failed = Ce fichier ne peut pas être lu ici. Enregistrez-le pour le lire dans un autre programme.
preview-cells = { $cells ->
    [0] Notebook sans cellule
    [one] Notebook de 1 cellule
   *[other] Notebook de { NUMBER($cells) } cellules
}
preview-cells-cut = Seul son début est affiché.
preview-output-image = Image produite par la cellule
preview-output-other = Une sortie de type { $mime } n’est pas affichée.
time-now = à l’instant
drop-one = Les paquets et les jeux de données s’ajoutent un par un : seul { $name } a été accepté.
drop = Déposez ici : un zip devient un paquet ML, un dossier devient un jeu de données, une exécution exportée (.run.zip) devient une exécution.
closing = L’entraînement continue
closing-text = { $runs ->
        [one] Une exécution continue sans la fenêtre. Vous pouvez rouvrir Trainyard à tout moment pour voir où elle en est.
       *[other] { NUMBER($runs) } exécutions continuent sans la fenêtre. Vous pouvez rouvrir Trainyard à tout moment pour voir où elles en sont.
    }
closing-close = Fermer la fenêtre
closing-stay = La laisser ouverte
closing-schedules = Les planifications ne lanceront rien
closing-schedules-text = { $schedules ->
        [one] Une planification ne lance ses exécutions que tant que cette fenêtre ou « trainyard agent » tourne, et aucun agent ne tourne. Ce qui arrive à échéance entre-temps est manqué.
       *[other] { NUMBER($schedules) } planifications ne lancent leurs exécutions que tant que cette fenêtre ou « trainyard agent » tourne, et aucun agent ne tourne. Ce qui arrive à échéance entre-temps est manqué.
    }

### window: projects

projects = Projets
projects-create = Créer un projet
projects-manage = Gérer les projets
projects-switch = Changer de projet
projects-switch-to = Projet : { $name }
projects-name = Nom
projects-description = Description
projects-keeps-data = Les nouvelles exécutions conservent leurs données
projects-keeps-data-text = Les formulaires commencent avec save_training_data et save_test_data activés. Les exécutions et planifications existantes restent telles quelles.
projects-holds = Contenu
projects-count = { $packages ->
        [one] { NUMBER($packages) } paquet
       *[other] { NUMBER($packages) } paquets
    }, { $datasets ->
        [one] { NUMBER($datasets) } jeu de données
       *[other] { NUMBER($datasets) } jeux de données
    }, { $runs ->
        [one] { NUMBER($runs) } exécution
       *[other] { NUMBER($runs) } exécutions
    }
projects-nothing = Rien encore
projects-edit = Modifier
projects-edit-title = Modifier { $name }
projects-keep = Enregistrer
projects-here = Projet actuel
projects-remove-title = Supprimer { $name } ?
projects-remove-text = Tout ce qu’il contient sera supprimé : { $holds }, ses planifications et ses journaux ML. C’est définitif.
projects-remove-empty = Le projet est vide. C’est définitif.
projects-remove-name = Saisissez { $name } pour le supprimer
projects-removed = { $name } a été supprimé ; { BYTES($bytes) } libérés.
projects-gone = Le projet { $name } a été supprimé.

### window: pipelines

pipelines-filter = Chercher une exécution
pipelines-new = Créer
pipelines-status-all = Toutes
pipelines-status-active = Actives
pipelines-status-queue = File d’attente
pipelines-of-status = { $status ->
        [scheduled] Planifiées
        [queued] En file d’attente
        [packaging] En empaquetage
        [running] En cours
        [successful] Réussies
        [failed] Échouées
       *[killed] Arrêtées
    }
pipelines-column-type = Type
pipelines-column-name = Nom
pipelines-column-package = Paquet ML
pipelines-column-dataset = Jeu de données
pipelines-column-status = Statut
pipelines-column-created = Création
pipelines-column-duration = Durée
pipelines-column-score = Score
pipelines-column-made = Nouvelle version
pipelines-column-evaluation = Évalué sur
pipelines-column-tags = Étiquettes
pipelines-column-started = Début
pipelines-column-ended = Fin
pipelines-kind-training = Entraînement
pipelines-kind-evaluation = Évaluation
pipelines-kind-full = Pipeline complet
pipelines-count = { $count ->
        [one] { NUMBER($count) } exécution
       *[other] { NUMBER($count) } exécutions
    }
pipelines-found = { $found ->
        [one] { NUMBER($found) } exécution sur { NUMBER($all) }
       *[other] { NUMBER($found) } exécutions sur { NUMBER($all) }
    }
pipelines-empty = Aucune exécution pour l’instant
    .hint = Choisissez une version de paquet et un jeu de données pour l’entraîner.
pipelines-none-found = Aucune exécution ne correspond
    .hint = Changez le filtre ou affichez toutes les exécutions.
pipelines-show-all = Tout afficher
pipelines-reproduce = Reproduire
pipelines-reproduce-tip = Relance l’exécution avec exactement la même version, les mêmes données, paquets et paramètres, et indique ce qui donne le même résultat
reproduction-title = Reproduction
reproduction-of = Reproduit { $name } ({ $id })
reproduction-waiting = Une fois terminée, ses résultats seront comparés à ceux de cette exécution.
reproduction-gone = L’exécution qu’elle reproduit a été supprimée : il n’y a plus rien à comparer.
reproduction-run = Reproduction
pipelines-again = Relancer avec des modifications
pipelines-stop = Arrêter
pipelines-stop-now = Arrêter immédiatement
pipelines-stop-title = Arrêter l’exécution { $name } ?
pipelines-stop-text = Elle se terminera sans résultat. Son journal et ses artefacts restent.
pipelines-stop-over = { $name } est déjà terminée.
pipelines-stop-scheduled = { $name } n’est pas encore créée. Suspendez ou supprimez plutôt sa planification.
pipelines-remove = Supprimer
pipelines-remove-title = Supprimer l’exécution { $name } ?
pipelines-remove-text = Son journal, ses artefacts et ses résultats seront supprimés.
pipelines-remove-made = La version { $version } qu’elle a créée reste.
pipelines-remove-open = { $name } n’est pas terminée. Arrêtez-la d’abord.
pipelines-removed = Supprimé ; { BYTES($bytes) } libérés.
pipelines-import = Importer
pipelines-import-hint = Importer des exécutions exportées ailleurs (.run.zip)
pipelines-importing = Importation des exécutions
pipelines-imported = { $count ->
        [one] Une exécution a été importée.
       *[other] { NUMBER($count) } exécutions ont été importées.
    }
pipelines-import-more = { $count ->
        [one] { NUMBER($count) } autre a été refusée.
       *[other] { NUMBER($count) } autres ont été refusées.
    }
queue-pause-it = Suspendre la file
queue-resume-it = Reprendre la file
queue-banner = { $waiting ->
        [0] La file d’attente est en pause : les exécutions en cours continuent, aucune autre ne démarre.
        [one] La file d’attente est en pause : les exécutions en cours continuent, 1 exécution attend.
       *[other] La file d’attente est en pause : les exécutions en cours continuent, { NUMBER($waiting) } exécutions attendent.
    }
queue-place = Elle est au rang { NUMBER($place) } dans la file.
queue-grip = Glissez la ligne pour changer l’ordre
queue-sooner = Plus tôt dans la file
queue-later = Plus tard dans la file
pipelines-stopping = { $name } est en cours d’arrêt.
pipelines-dequeued = { $name } a été retirée de la file.
pipelines-requeued = { $name } attend de nouveau dans la file.
selection = Exécutions sélectionnées
selection-count = { $runs ->
        [one] { NUMBER($runs) } sélectionnée
       *[other] { NUMBER($runs) } sélectionnées
    }
selection-clear = Annuler la sélection
selection-elsewhere = Les touches agissent sur { $name } ; avec Maj, sur la sélection.
selection-dequeued = { $runs ->
        [one] { NUMBER($runs) } exécution a été retirée de la file.
       *[other] { NUMBER($runs) } exécutions ont été retirées de la file.
    }
selection-requeued = { $runs ->
        [one] { NUMBER($runs) } exécution attend de nouveau dans la file.
       *[other] { NUMBER($runs) } exécutions attendent de nouveau dans la file.
    }
selection-stop-title = { $runs ->
        [one] Arrêter { NUMBER($runs) } exécution ?
       *[other] Arrêter { NUMBER($runs) } exécutions ?
    }
selection-stop-text = Elles se termineront sans résultat. Leurs journaux et artefacts restent.
selection-stop-none = Aucune des exécutions sélectionnées ne peut être arrêtée.
selection-remove-none = Aucune des exécutions sélectionnées n’est terminée.
selection-stopping = { $runs ->
        [one] { NUMBER($runs) } exécution est en cours d’arrêt.
       *[other] { NUMBER($runs) } exécutions sont en cours d’arrêt.
    }
selection-remove-title = { $runs ->
        [one] Supprimer { NUMBER($runs) } exécution ?
       *[other] Supprimer { NUMBER($runs) } exécutions ?
    }
selection-remove-text = Leurs journaux, artefacts et résultats seront supprimés.
selection-remove-made = Les versions qu’elles ont créées restent.
selection-remove-open = { $runs ->
        [one] { NUMBER($runs) } exécution n’est pas terminée et restera : { $names }
       *[other] { NUMBER($runs) } exécutions ne sont pas terminées et resteront : { $names }
    }
selection-frees = Cela libérera { BYTES($bytes) }. Ce dont d’autres exécutions ou jeux de données ont besoin reste.
selection-frees-soon = Calcul de la place libérée…
selection-frees-unknown = La place libérée n’est pas connue tant qu’une exécution copie ses données.
selection-removed = { $runs ->
        [one] { NUMBER($runs) } exécution supprimée, { BYTES($bytes) } libérés.
       *[other] { NUMBER($runs) } exécutions supprimées, { BYTES($bytes) } libérés.
    }
selection-restored = { $runs ->
        [one] { NUMBER($runs) } exécution rétablie.
       *[other] { NUMBER($runs) } exécutions rétablies.
    }
undo = Annuler
show-all = Tout afficher
show-less = Réduire
columns = Colonnes
column-actions = Actions
columns-usual = Colonnes et largeurs par défaut
columns-metrics = Métriques…
columns-metrics-title = Métriques comme colonnes
columns-metrics-find = Rechercher une métrique
columns-metrics-none = Aucune exécution n’a encore de métriques. Elles apparaissent ici dès qu’une exécution en a journalisé.
columns-metrics-more = { $count ->
    [one] { NUMBER($count) } autre métrique
   *[other] { NUMBER($count) } autres métriques
}
metrics-min = Min
metrics-max = Max
columns-width = Largeur de la colonne { $column }
filters = Filtrer
filters-title = Filtrer les exécutions
filters-any = Tous
filters-any-feminine = Toutes
filters-version = Version du paquet
filters-days = Période
filters-first = Premier jour
filters-last = Dernier jour
filters-day-wrong = « { $text } » n’est pas un jour : écrivez-le comme 2026-11-24.
filters-condition = Score ou métrique
filters-comparison = Est
filters-number = Valeur
filters-number-wrong = « { $text } » n’est pas un nombre.
filters-add = Ajouter
filters-from = Depuis le { $day }
filters-to = Jusqu’au { $day }
filters-without = Retirer le filtre { $filter }
filters-content = contenu { $content }
filters-clear = Effacer les filtres
filters-done = Terminé
views = Vues
views-all = Toutes les exécutions
views-save = Enregistrer comme vue…
views-update = Mettre à jour « { $name } »
views-rename = Renommer « { $name } »…
views-remove = Supprimer « { $name } »
views-name = Nom
views-keep = Enregistrer
tag = Étiquette
selection-compare = Comparer
selection-compare-some = Sélectionnez de deux à dix exécutions pour les comparer.
selection-plot = Tracer
selection-plot-some = Sélectionnez de deux à 10 000 exécutions pour les tracer.
selection-tag = Étiqueter
tag-title = { $runs ->
        [one] Étiqueter { NUMBER($runs) } exécution
       *[other] Étiqueter { NUMBER($runs) } exécutions
    }
tag-add = Ajouter une étiquette
tag-remove = Retirer l’étiquette
tag-without = Retirer l’étiquette { $tag }
note = Note
note-add = Ajouter une note
note-keys = Entrée enregistre, Maj+Entrée va à la ligne, Échap abandonne les modifications.
pin = Épingler
unpin = Désépingler
pipelines-metric-so-far = À ce stade : l’exécution est en cours. Elle sera triée et filtrée selon cette métrique une fois terminée.
pipelines-pinned = Épinglée : affichée avant les autres

### window: form

form-title = Créer une exécution de pipeline
form-title-schedule = Créer une planification
form-summary = Résumé
form-incomplete = Ce que fera l’exécution s’affiche ici une fois le formulaire complet.
form-mistakes = { $count ->
        [one] Une saisie est à corriger.
       *[other] { NUMBER($count) } saisies sont à corriger.
    }
form-name = Nom du pipeline
form-type = Type de pipeline
form-package = Choisir un paquet
form-version = Choisir la version du paquet
form-dataset = Choisir un ensemble de données d’entrée
form-evaluation = Choisir un ensemble de données d’évaluation
form-evaluation-none = Aucun : ce que process_data() met de côté
form-dataset-size = { $files ->
        [one] { NUMBER($files) } fichier, { $size }
       *[other] { NUMBER($files) } fichiers, { $size }
    }
form-folder = Dossier du jeu de données
form-folder-all = Tout le jeu de données
form-state = État du jeu de données
form-state-newest = Le plus récent, au démarrage de l’exécution
form-state-number = État { NUMBER($number) }
form-choose = Choisir
form-gpu-recommended = Un GPU est recommandé pour { $package }.
form-no-package = Il n’y a pas encore de paquet.
form-no-dataset = Il n’y a pas encore de jeu de données.
form-add-package = Ajouter un paquet…
form-add-dataset = Ajouter un jeu de données…
form-parameters = Entrer les paramètres
form-parameter-name = Variable d’environnement
form-parameter-value = Valeur
form-parameter-add = Ajouter un paramètre
form-parameter-remove = Supprimer le paramètre
form-parameter-value-of = Valeur de { $name }
form-parameter-suggested = Suggestions
form-parameter-suggest = Ajouter { $name } : { $why }
form-parameter-read = { $file } la lit à la ligne { $line }.
form-parameter-used = L’exécution « { $run } » l’utilisait.
form-parameter-reset = Revenir à la valeur par défaut
form-parameter-project = Dans ce projet, les exécutions conservent leurs données, sauf si vous mettez false.
form-parameter-new = Supprimer le paramètre : l’exécution ne l’avait pas
form-parameter-gone = Rétablir { $name } : l’exécution l’avait
form-was = C’était : { $value }. Rétablir cette valeur
form-was-empty = vide
form-gpu = Activer le GPU
form-infra = Paramètres d’infrastructure
form-memory = Limite de mémoire
form-memory-hint = Par exemple 4 Go ; une exécution qui la dépasse est arrêtée. Vide : sans limite.
form-cores = Cœurs de processeur
form-cores-hint = Combien le code peut en utiliser. Vide : tous.
form-advanced = Avancé
form-more = Autres réglages
form-as-of = Résoudre à la date du
form-as-of-hint = Sous la forme AAAA-MM-JJ : seul ce qui était publié à la fin de ce jour, UTC, est installé. Vide : le plus récent.
form-isolation = Isolation
form-isolation-hint = Tient le code à l’écart du dépôt et des autres processus. Du code qui a besoin de sudo ou de conteneurs sans root ne peut pas être isolé.
form-isolation-package = Comme l’indique le paquet
form-isolation-on = Activée
form-isolation-off = Désactivée
form-grace = Délai de grâce, en secondes
form-grace-hint = Le temps laissé à une exécution après une demande d’arrêt.
form-create = Créer
form-save = Enregistrer
form-edit = Modifier la planification
form-time-of-run = Quand
form-when-now = Exécuter maintenant
form-when-at = À une date donnée
form-when-recurring = Récurrent
form-at = Date
form-at-hint = À l’horloge de cette machine, sous la forme AAAA-MM-JJ.
form-days = Jours de la semaine
form-time = Heure
form-time-hint = Sous la forme HH{"\u003A"}MM.
calendar-choose = Choisir une date
calendar-previous = Mois précédent
calendar-next = Mois suivant
form-cron = Expression cron
form-cron-hint = À la place des jours et de l’heure : minute, heure, jour du mois, mois, jour de la semaine.
form-missed = Si une échéance est manquée
form-next-times = Prochaines échéances
schedules-empty = Aucune planification pour l’instant
    .hint = Créez une exécution de pipeline et choisissez À une date donnée ou Récurrent.
schedules-name = Nom
schedules-when = Quand
schedules-next = Prochaine
schedules-no-agent = Les exécutions ne sont lancées que tant que cette fenêtre est ouverte. Pour les lancer même fenêtre fermée, exécutez « trainyard agent » dans un terminal.
schedules-agent = Un agent lance les exécutions même quand cette fenêtre est fermée.
schedules-pause = Suspendre
schedules-resume = Reprendre
schedules-run = Exécuter maintenant
schedules-edit = Modifier
schedules-remove = Supprimer
schedules-remove-title = Supprimer la planification « { $name } » ?
schedules-remove-text = Elle ne lancera plus d’exécutions. Celles qu’elle a créées restent.
schedules-removed = Planification « { $name } » supprimée.
schedules-restored = Planification « { $name } » rétablie.
schedules-started = Une exécution de « { $name } » est en file d’attente.
schedules-runs = Exécutions passées
runs-newest = Seules les { NUMBER($count) } plus récentes sont affichées.
runs-newest-all = Tout afficher
schedules-no-runs = Aucune exécution pour l’instant.
schedules-left-out = Ignorée
form-discarded = Votre saisie a été abandonnée.
form-replaced = Le formulaire a été rempli à nouveau. Vous pouvez rétablir ce que vous aviez saisi.
form-bring-back = Rétablir

### window: details

details-title = Détails du pipeline
details-overview = Aperçu
details-log = Journal
details-charts = Graphiques
details-artifacts = Artefacts
details-results = Résultats
details-copy-id = Copier l’identifiant de l’exécution
details-copy-folder = Copier le chemin du dossier
details-more = Plus
details-publish = Publier la version
details-published = { $version } a été publiée.
details-left-out = Absents de la version
details-download = Télécharger le paquet
details-save-artifacts = Enregistrer les artefacts (zip)
details-save-log = Enregistrer le journal
details-save-all = Tout enregistrer (zip)
details-export = Exporter pour une autre machine
details-save-file = Enregistrer
details-save-zip = Enregistrer (zip)
details-saving = Enregistrement
details-open-settings = Ouvrir les réglages
details-open-package = Ouvrir le paquet
details-in-stage = dans { $stage }
details-line = À partir de la ligne { NUMBER($line) } du journal
details-stages = Étapes
details-parameters = Paramètres
details-in = Entrées
details-out = Sorties
details-times = Dates
details-package = Version du paquet
details-data-added = ajouté
details-data-changed = modifié
details-data-given = { $files ->
        [one] un fichier
       *[other] { NUMBER($files) } fichiers
    }, { BYTES($bytes) }{ $kept ->
        [yes] , conservé avec l’exécution
       *[no] {""}
    }
details-data-removed = supprimé
details-data-today = Comparer avec aujourd’hui
details-data-state = État { NUMBER($number) }
details-data-restore = Ajouter comme nouveau jeu de données…
details-dataset = Jeu de données d’entrée
details-evaluation = Jeu de données d’évaluation
details-gone = (supprimé)
details-gpu = GPU
details-memory = Limite de mémoire
details-as-of = Résolu à la date du
details-resolve-as-of = Résoudre à la date du { $date }
details-cores = Cœurs de processeur
details-made = Nouvelle version
details-forecast = sera { $version }
details-isolation = Isolation
details-machine = Machine
details-machine-cpu = Processeur
details-machine-memory = Mémoire
details-machine-driver = pilote { $version }
details-machine-system = Système
details-machine-python = Python
details-machine-packages = { $count ->
        [one] { NUMBER($count) } paquet installé
       *[other] { NUMBER($count) } paquets installés
    }
details-installed = Installé par le code, pour cette exécution seulement
details-kept = Données enregistrées
details-created = Création
details-schedule = Planification
details-started = Début
details-ended = Fin
details-duration = Durée
details-folder = Dossier
details-imported = Importée
details-imported-from = depuis { $file }
details-imported-id = Identifiant d’origine
details-waits = En attente dans la file.
details-never-began = L’exécution s’est terminée avant de commencer.
details-packaging = Préparation ({ $stage }) depuis { $time }
details-running = { $stage } en cours depuis { $time }
details-stopping = Arrêt demandé ; il lui reste au plus { SECONDS($grace) } pour se terminer.
details-state-ended = { $status ->
        [successful] Réussi en { $time }
        [failed] Échec au bout de { $time }
       *[killed] Arrêté au bout de { $time }
    }
details-score-same = comme dans la version { $version }
details-score-before = { $change } depuis la version { $version } ({ $score })
details-log-tail = Dernières lignes du journal
details-to-log = Tout le journal
details-to-charts = Tous les graphiques
details-progress = { $done } sur { $total }
details-progress-files = { $files ->
        [one] { NUMBER($files) } fichier
       *[other] { NUMBER($files) } fichiers
    }
details-resources = { $processes ->
        [one] { $memory } de mémoire, { $cpu } s de processeur, { NUMBER($processes) } processus
       *[other] { $memory } de mémoire, { $cpu } s de processeur, { NUMBER($processes) } processus
    }
details-lines = { $lines ->
        [one] { NUMBER($lines) } ligne, { $size }
       *[other] { NUMBER($lines) } lignes, { $size }
    }
details-new-lines = { $lines ->
        [one] { NUMBER($lines) } nouvelle ligne
       *[other] { NUMBER($lines) } nouvelles lignes
    }
details-copy = Copier
details-copy-lines = Copier ce qui est affiché
details-log-search = Rechercher (regex)
details-log-case = Respecter la casse
details-log-found = { $count ->
        [0] Aucun résultat
        [one] { NUMBER($count) } ligne
       *[other] { NUMBER($count) } lignes
    }
details-log-found-at = { NUMBER($at) } sur { NUMBER($count) }
details-log-next = Résultat suivant
details-log-previous = Résultat précédent
details-log-go = Aller à
details-log-first-error = La première erreur
details-log-no-error = Aucune ligne du journal ne ressemble à une erreur.
details-log-beginning = Le début
details-log-at-end = La fin
details-log-times = Horodatage
details-log-times-clock = Heure de la ligne
details-log-times-start = Depuis le début
details-log-times-before = Depuis la ligne précédente
details-log-frames = { $frames ->
        [one] … { NUMBER($frames) } appel de bibliothèque
       *[other] … { NUMBER($frames) } appels de bibliothèques
    }
details-log-fold = Replier ces appels de bibliothèques
details-log-empty = Rien n’a encore été écrit
    .hint = Ce que le code écrit apparaît ici aussitôt.
details-log-none = L’exécution n’a rien écrit
details-logged = Journalisé par le code
details-logged-copy = Copier la valeur de { $name }
details-logged-count = { $shown ->
        [one] { NUMBER($shown) } sur { NUMBER($total) }
       *[other] { NUMBER($shown) } sur { NUMBER($total) }
    }
details-logged-cut = C’était plus long : seul le début est enregistré.
details-logged-datasets = Jeux de données
details-logged-filter = Filtrer par nom ou valeur
details-logged-model-pending = incomplet
details-logged-models = Modèles
details-logged-none = Rien de ce qui est journalisé ne contient « { $text } ».
details-logged-parameters = Paramètres
details-logged-part = Partie { $part }
details-logged-step = pas { NUMBER($step) }
details-logged-tags = Étiquettes
details-logged-texts = Textes
details-data = Données
details-artifacts-none = Aucun artefact
    .hint = Ce que le code écrit dans le dossier artifacts_directory apparaît ici.
details-results-none = Pas encore de résultats
    .hint = _results.json est écrit à la fin de l’exécution.
details-results-text = En texte
details-results-tree = Afficher en arborescence

### window: charts

charts-chart = graphique
charts-bar = Affichage des graphiques
charts-filter = Filtrer les graphiques
charts-axis = Axe des abscisses
charts-axis-step = Pas
charts-axis-relative = Durée
charts-axis-time = Heure
charts-at-step = Pas { NUMBER($step) }
charts-smoothing = Lissage
charts-log = Échelle log
charts-log-mark = log
charts-columns = Colonnes
charts-columns-fit = Selon la largeur
charts-columns-count = { $count ->
        [one] { NUMBER($count) } colonne
       *[other] { NUMBER($count) } colonnes
    }
charts-count = { $count ->
        [one] { NUMBER($count) } graphique
       *[other] { NUMBER($count) } graphiques
    }
charts-hidden = { $count ->
        [one] { NUMBER($count) } masqué
       *[other] { NUMBER($count) } masqués
    }
charts-show-all = Tout afficher
charts-all-hidden = Tous les graphiques sont masqués
charts-no-match = Aucun graphique ne correspond à « { $text } »
charts-no-filter = Afficher tous les graphiques
charts-group-metrics = Métriques
charts-group-histograms = Histogrammes
charts-group-images = Images
charts-group-pinned = Épinglés
charts-group-resources = Ressources
charts-resource-cpu = Processeur
charts-resource-memory = Mémoire
charts-resource-disk = Disque
charts-resource-gpu = GPU
charts-resource-gpu-all = GPU, tous programmes
charts-resource-gpu-memory = Mémoire du GPU
charts-resource-read = lu
charts-resource-written = écrit
charts-peak = max. { $value }
charts-more = Actions pour { $title }
charts-full = Plein écran
charts-reset = Annuler le zoom
charts-as-table = Afficher en tableau
charts-as-chart = Afficher en graphique
charts-pin = Épingler
charts-unpin = Désépingler
charts-hide = Masquer
charts-histogram-as-chart = Afficher { $title } en graphique
charts-histogram-as-table = Afficher { $title } en tableau
charts-histogram-count = { $count ->
        [one] { NUMBER($count) } histogramme
       *[other] { NUMBER($count) } histogrammes
    }
charts-histogram-described = { $title } : répartition des valeurs, du pas { NUMBER($first) } au pas { NUMBER($last) }. Au dernier, elles vont de { $least } à { $most }.
charts-histogram-keys = Les flèches gauche et droite changent de pas, les flèches haut et bas d’intervalle de valeurs, + et - zooment, 0 annule le zoom.
charts-histogram-median = Médiane
charts-histogram-range = { $from } à { $to }
charts-histogram-spoken = Pas { NUMBER($step) }, de { $from } à { $to } : { $count } valeurs sur { $all }
charts-histogram-values = Valeurs
charts-image-count = { $count ->
        [one] { NUMBER($count) } image
       *[other] { NUMBER($count) } images
    }
charts-image-of = { $title }, pas { NUMBER($step) }
charts-image-step = Pas { NUMBER($step) }
charts-image-steps = Pas de { $title }
charts-earlier = Avancer d’une place
charts-later = Reculer d’une place
charts-copy = Copier comme image
charts-save-csv = Enregistrer en CSV
charts-save-png = Enregistrer en PNG
charts-save-svg = Enregistrer en SVG
charts-described = { $title }. Dernières valeurs : { $values }
charts-keys = Les flèches déplacent le curseur, + et - zooment, 0 annule le zoom, Entrée ouvre le graphique en plein écran.
charts-no-values = Aucune valeur finie
charts-left-out = { $count ->
        [one] { NUMBER($count) } valeur négative ou nulle n’est pas affichée.
       *[other] { NUMBER($count) } valeurs négatives ou nulles ne sont pas affichées.
    }
charts-table-cut = { NUMBER($shown) } points sur { NUMBER($all) }
charts-refused = { $count ->
        [one] { NUMBER($count) } valeur n’a pas été enregistrée : elle appartient à des séries au-delà du nombre permis par exécution.
       *[other] { NUMBER($count) } valeurs n’ont pas été enregistrées : elles appartiennent à des séries au-delà du nombre permis par exécution.
    }
charts-none-yet = Pas encore de métriques
    .hint = Les graphiques d’un entraînement apparaissent ici pendant qu’il tourne, sans modifier le code, si ses métriques viennent d’une de ces sources :
charts-none = Aucune métrique
    .hint = Cette exécution n’a ni journalisé ni affiché de métriques. Elles sont relevées sans modifier le code si elles viennent d’une de ces sources :
charts-from-tracking = Suivi
charts-from-files = Fichiers
charts-from-files-which = trainer_state.json de Hugging Face, journaux CSV de Lightning et de Keras
charts-from-log = Journal
charts-from-log-which = ce qu’affichent XGBoost, LightGBM, scikit-learn, Keras et tqdm

### window: comparison of runs

comparison-title = { NUMBER($count) } exécutions comparées
comparison-table = Comparaison
comparison-only = Différences seulement
comparison-differs = différent
comparison-versions = Comparer { $before } et { $after }
comparison-last = Dernière
comparison-best = Meilleure
comparison-mean = Moyenne
comparison-more = Afficher plus de lignes (encore { NUMBER($count) })
comparison-smallest = La plus petite est la meilleure
comparison-largest = La plus grande est la meilleure
comparison-is-best = meilleure
comparison-charts = Graphiques
comparison-runs = { $count ->
        [one] { NUMBER($count) } exécution
       *[other] { NUMBER($count) } exécutions
    }
group-by-seed = Regrouper par graine
group-by-seed-about = Les exécutions qui ne diffèrent que par une graine aléatoire n’en font qu’une : leur moyenne et l’écart-type.

### window: plots of many runs

plot-title = { NUMBER($count) } exécutions tracées
plot-none = Aucune de ces exécutions n’existe plus
plot-views = Présentation des exécutions
plot-scatter = Nuage de points
plot-parallel = Coordonnées parallèles
plot-table = Tableau
plot-x = Axe des abscisses
plot-y = Axe des ordonnées
plot-color = Couleur
plot-color-none = Une seule couleur
plot-color-by = Colorer selon cet axe
plot-add = Ajouter un axe
plot-add-column = Ajouter une colonne
plot-move-left = Déplacer vers la gauche
plot-move-right = Déplacer vers la droite
plot-remove = Retirer
plot-range-low = { $name } : borne inférieure de la plage
plot-range-high = { $name } : borne supérieure de la plage
plot-passed = { NUMBER($count) } sur { NUMBER($all) } sont dans les plages choisies.
plot-all = Tout afficher
plot-group = { $name } et d’autres, { NUMBER($count) } exécutions
plot-missing = { $count ->
        [one] { NUMBER($count) } n’est pas affichée, faute de valeur sur l’un des axes.
       *[other] { NUMBER($count) } ne sont pas affichées, faute de valeur sur l’un des axes.
    }
plot-logged = { $name } (journalisé)
plot-left-out = { $count ->
        [one] { NUMBER($count) } nom de paramètre ou de métrique n’est pas proposé : il y en a trop pour autant d’exécutions.
       *[other] { NUMBER($count) } noms de paramètres et de métriques ne sont pas proposés : il y en a trop pour autant d’exécutions.
    }
plot-described = { $y } selon { $x }, points : { NUMBER($count) }
plot-parallel-described = Lignes à travers { $axes } : { NUMBER($count) }
plot-keys = Les flèches passent d’un point à l’autre, Entrée ouvre l’exécution.
plot-parallel-keys = Les flèches haut et bas passent d’une exécution à l’autre, Entrée en ouvre une. La touche Tab mène aux menus des axes et aux bornes de leurs plages.

### window: packages

packages-add = Ajouter un paquet ML
packages-add-zip = Un zip…
packages-add-folder = Un dossier…
packages-add-other = Autres façons d’ajouter
packages-add-name = Nom du paquet
packages-add-confirm = Ajouter
packages-adding = Ajout du paquet
packages-becomes = Ce sera { $name } { $version }.
packages-name-hint = Un nouveau nom donne la version 1.0, un nom existant sa prochaine version majeure.
packages-change-log = Journal des modifications
packages-python = Version de Python
packages-python-short = Python
packages-python-any = N’importe laquelle
packages-as-of-short = À la date du
packages-as-of-none = Le plus récent
packages-about = À propos du paquet
packages-about-edit = Modifier
packages-description = Description
packages-input-type = Type d’entrée
packages-input-type-json = JSON
packages-input-type-file = Un fichier
packages-input-type-files = Plusieurs fichiers
packages-input-description = Description de l’entrée
packages-output-description = Description de la sortie
packages-gpu = GPU recommandé
packages-isolation = Son code s’exécute isolé du dépôt et des autres processus
packages-metrics-from = Les métriques proviennent de
packages-metrics-from-none = rien
packages-metrics-from-hint = Pour les exécutions créées à partir de maintenant.
packages-metrics-source = { $source ->
        [mlflow] MLflow
        [tensorboard] TensorBoard
        [wandb] W&B
        [trackio] Trackio
        [trainer] trainer_state.json de Hugging Face
        [csv] fichiers CSV
       *[printed] ce que le code affiche
    }
packages-about-none = Aucune description pour l’instant.
packages-filter = Filtrer les paquets
packages-name = Nom
packages-latest = Dernière
packages-version = Version
packages-versions = Versions
packages-runs = Exécutions de pipeline
packages-charts = Graphiques
packages-charts-none = Rien n’a encore été mesuré sur ses versions
    .hint = Le score d’une exécution complète et les métriques d’un entraînement apparaissent ici pour la version créée, ceux d’une évaluation pour la version évaluée.
packages-charts-add = Ajouter une métrique
packages-charts-remove = Retirer { $name }
packages-charts-source = Mesuré par
packages-charts-made = L’exécution qui l’a créée
packages-charts-evaluation = Évaluation sur { $data }
packages-runs-none = Aucune exécution ne l’a encore utilisé
packages-version-count = { $count ->
        [one] { NUMBER($count) } version
       *[other] { NUMBER($count) } versions
    }
packages-add-version = Ajouter une version
packages-add-version-of = Ajouter une version de { $name }
packages-compare = Comparer des versions
compare-title = Comparer les versions de { $name }
compare-before = Avant
compare-after = Après
compare-swap = Échanger les deux versions
compare-made-from = exécution { $run }, à partir de { $version }
compare-uploaded = ajoutée
compare-changes = { $count ->
        [0] Aucun fichier ne diffère
        [one] 1 fichier diffère
       *[other] { NUMBER($count) } fichiers diffèrent
    }
compare-same = { $count ->
        [one] { NUMBER($count) } est identique
       *[other] { NUMBER($count) } sont identiques
    }
compare-file = Fichier
compare-is-added = Ajouté
compare-is-removed = Supprimé
compare-is-changed = Modifié
compare-no-lines = Ses lignes ne peuvent pas être affichées : ce n’est pas du texte, ou il dépasse 500 ko
compare-none = Les deux versions contiennent les mêmes fichiers
differs-of = Différences dans { $path }
differs-row = Ligne
differs-column = Colonne
differs-elements-title = Éléments
differs-first = Première différence
differs-largest-title = Plus grand écart
compare-line-removed = Supprimée :
compare-line-added = Ajoutée :
packages-types = Peut exécuter
packages-all-types = Tous les types
packages-no-types = Rien : entraînement désactivé
packages-size = Taille
packages-changed = Modifié
packages-origin = Origine
packages-uploaded = Ajoutée
packages-made-by = Exécution { $run }, depuis { $version }
packages-show-run = Afficher l’exécution qui l’a créée
packages-digest = BLAKE3
packages-copy-digest = Copier l’empreinte
packages-download = Télécharger { $name } { $version }
packages-show-files = Afficher les fichiers de { $version }
packages-files-of = Fichiers de { $name } { $version }
packages-train = Entraîner
packages-train-version = Entraîner { $version }
packages-added = { $name } { $version } a été ajouté.
packages-remove = Supprimer
packages-remove-version = Supprimer { $version }
packages-remove-title = Supprimer { $name } ?
packages-remove-text = Toutes ses versions seront supprimées. Leurs numéros ne sont pas réutilisés ; les exécutions gardent ce qu’elles ont laissé.
packages-remove-version-text = Son zip sera supprimé. Son numéro n’est pas réutilisé.
packages-removed = { $name } supprimé, { BYTES($bytes) } libérés.
packages-restored = { $name } rétabli.
packages-version-removed = { $name } supprimée, { BYTES($bytes) } libérés.
packages-version-restored = { $name } rétablie.
packages-empty = Aucun paquet ML pour l’instant
    .hint = Ajoutez un zip ou un dossier, ou déposez-en un sur la fenêtre.
packages-no-versions = Toutes les versions ont été supprimées
packages-none-found = Aucun paquet ne correspond
packages-accepted = Il peut être ajouté et peut exécuter : { $kinds }.
packages-accepted-untrained = Il peut être ajouté, mais aucun pipeline ne peut l’exécuter.
packages-refused = Ce paquet ne peut pas être ajouté
packages-passed = { $count ->
        [one] { NUMBER($count) } vérification réussie
       *[other] { NUMBER($count) } vérifications réussies
    }
packages-check-pass = Réussi
packages-check-warning = Avertissement
packages-check-fail = Refusé

### window: datasets

datasets-add = Ajouter un jeu de données
datasets-add-name = Nom du jeu de données
datasets-add-confirm = Ajouter
datasets-copying = Copie
datasets-progress = { $done } fichiers sur { $total }, { $bytes } sur { $size }
datasets-filter = Filtrer les jeux de données
datasets-name = Nom
datasets-kept = Emplacement
datasets-copy = Dans le dépôt
datasets-copy-way = Copier
datasets-copy-text = Les fichiers sont copiés dans le dépôt. Les modifications ultérieures du dossier sont sans effet.
datasets-link-way = Lier
datasets-link-text = Le dossier est utilisé là où il est et doit y rester. Chaque exécution reçoit tout de même sa propre copie.
datasets-linked = Lié à
datasets-files = Fichiers
datasets-size = Taille
datasets-added-at = Ajouté
datasets-size-of = { $files ->
        [one] { NUMBER($files) } fichier, { $size }
       *[other] { NUMBER($files) } fichiers, { $size }
    }
datasets-added = { $files ->
        [one] { $name } a été ajouté : { NUMBER($files) } fichier, { $size }.
       *[other] { $name } a été ajouté : { NUMBER($files) } fichiers, { $size }.
    }
datasets-train = Entraîner sur ces données
datasets-remove = Supprimer
datasets-remove-title = Supprimer le jeu de données { $name } ?
datasets-remove-text = Ses fichiers dans le dépôt seront supprimés. Les données enregistrées par les exécutions restent.
datasets-remove-link-text = Seul le lien sera supprimé. Le dossier lui-même reste tel quel.
datasets-removed = { $name } supprimé, { BYTES($bytes) } libérés.
datasets-restored = { $name } rétabli.
datasets-empty = Aucun jeu de données pour l’instant
    .hint = Ajoutez un dossier, ou déposez-en un sur la fenêtre.
datasets-none-found = Aucun jeu de données ne correspond
datasets-no-files = Ce jeu de données ne contient aucun fichier.
datasets-save = Tout enregistrer (zip)
datasets-used-by = Utilisé par
datasets-unused = Aucune exécution ne l’a encore utilisé.
datasets-states = États
datasets-states-linked = Le dossier n’appartient pas au dépôt : seules les exécutions qui enregistrent leurs données conservent ce qu’il contenait.
datasets-looking = Recherche de changements
datasets-state = État
datasets-state-seen = Constaté
datasets-state-newest = le plus récent
datasets-state-incomplete = incomplet
datasets-state-incomplete-why = Quelqu’un a écrit dans des fichiers du jeu de données, dans le dossier du dépôt : une partie du contenu de cet état est perdue.
datasets-state-changed = Changements
datasets-state-first = premier état
datasets-state-added = ajouts : { NUMBER($count) }
datasets-state-removed = suppressions : { NUMBER($count) }
datasets-state-modified = modifications : { NUMBER($count) }
datasets-state-changes = Changements de l’état { NUMBER($number) }
datasets-state-show = Afficher les changements
datasets-state-train = Entraîner sur cet état
datasets-state-restore = Ajouter comme nouveau jeu de données
datasets-state-runs = Utilisé par
datasets-state-runs-all = Afficher les { NUMBER($count) }
datasets-restore-title = Ajouter comme nouveau jeu de données

### window: lineage

lineage-of = Lignée de { $name }
lineage-file-in = { $path } dans { $name }
lineage-file-question = Qu’a-t-on entraîné sur ce fichier ?
lineage-views = Manières de voir la lignée
lineage-graph = Graphe
lineage-list = Liste
lineage-export = Exporter
lineage-save-json = Enregistrer en JSON
lineage-unfold = Afficher ces exécutions
lineage-column-what = Élément
lineage-column-about = Description
lineage-column-from = Issu de
lineage-column-led = A conduit à

### window: ML Logs

logs-time = Date
logs-kind = Catégorie
logs-event = Événement
logs-all = Tout
logs-span-all = Toute période
logs-span-day = Dernières 24 heures
logs-span-week = 7 derniers jours
logs-span-month = 30 derniers jours
logs-empty = Il ne s’est encore rien passé
    .hint = Les vérifications de paquets, les versions, les jeux de données, les exécutions et les erreurs apparaissent ici.
logs-none-found = Aucune entrée ne correspond

### window: storage

storage-kind = Type
storage-kind-environment = Environnement
storage-kind-package = Paquet ML
storage-kind-dataset = Jeu de données
storage-kind-run = Exécution
storage-kind-kept = Données conservées
storage-kinds-environment = Environnements Python
storage-kinds-package = Paquets ML
storage-kinds-dataset = Jeux de données
storage-kinds-run = Exécutions de pipeline
storage-kinds-kept = Données conservées
storage-kept-of = Contenus que conservent des exécutions et des jeux de données
storage-kept-needed = Nécessaires
storage-name = Nom
storage-project = Projet
storage-size = Taille
storage-used = Dernière utilisation
storage-needed = Utilisé par
storage-empty = Rien de stocké pour l’instant
    .hint = Les environnements, paquets, jeux de données et exécutions apparaissent ici avec la place qu’ils occupent.
storage-total = { $size } en tout
storage-kinds = Par type
storage-only = Afficher seulement { $kind } : { $size }
storage-unused = Dernière utilisation
storage-unused-any = Toute période
storage-unused-days = Il y a plus de { NUMBER($days) } jours
storage-unused-none = Tout a été utilisé plus récemment
storage-removable = { $count ->
        [0] Rien de ce qui est affiché ne peut être supprimé
        [one] 1 élément peut être supprimé, { BYTES($bytes) }
       *[other] { NUMBER($count) } éléments peuvent être supprimés, { BYTES($bytes) }
    }
storage-not-ended = Pas encore terminée
storage-outdated = Obsolète
storage-copy-digest = Copier l’empreinte
storage-select-all = Tout sélectionner
storage-selection = Éléments sélectionnés
storage-selection-count = { $count ->
        [one] { NUMBER($count) } sélectionné, { BYTES($bytes) }
       *[other] { NUMBER($count) } sélectionnés, { BYTES($bytes) }
    }
storage-smaller = { $count ->
        [one] Une exécution de pipeline plus petite ({ BYTES($bytes) }) n’est pas affichée ici.
       *[other] { NUMBER($count) } exécutions de pipeline plus petites ({ BYTES($bytes) } en tout) ne sont pas affichées ici.
    }
storage-remove-outdated = Supprimer les environnements obsolètes
storage-remove-title = Supprimer { $name } ?
storage-remove-many = { $count ->
        [one] Supprimer { NUMBER($count) } élément ({ BYTES($bytes) }) ?
       *[other] Supprimer { NUMBER($count) } éléments ({ BYTES($bytes) }) ?
    }
storage-remove-many-text = Vous pourrez l’annuler pendant quelques instants.
storage-remove-many-environment = { $count ->
        [one] { NUMBER($count) } environnement Python : une exécution qui en a besoin le reconstruit.
       *[other] { NUMBER($count) } environnements Python : les exécutions qui en ont besoin les reconstruisent.
    }
storage-remove-many-package = { $count ->
        [one] { NUMBER($count) } paquet avec toutes ses versions, dont les numéros ne sont pas réutilisés.
       *[other] { NUMBER($count) } paquets avec toutes leurs versions, dont les numéros ne sont pas réutilisés.
    }
storage-remove-many-dataset = { $count ->
        [one] { NUMBER($count) } jeu de données avec ses fichiers dans le dépôt ; un dossier lié reste.
       *[other] { NUMBER($count) } jeux de données avec leurs fichiers dans le dépôt ; les dossiers liés restent.
    }
storage-remove-many-run = { $count ->
        [one] { NUMBER($count) } exécution avec son journal, ses artefacts et ses résultats ; la version créée reste.
       *[other] { NUMBER($count) } exécutions avec leurs journaux, artefacts et résultats ; les versions créées restent.
    }
storage-removed = { $count ->
        [one] { NUMBER($count) } élément supprimé, { BYTES($bytes) } libérés.
       *[other] { NUMBER($count) } éléments supprimés, { BYTES($bytes) } libérés.
    }
storage-restored = { $count ->
        [one] { NUMBER($count) } élément rétabli.
       *[other] { NUMBER($count) } éléments rétablis.
    }
storage-remove-environment = Une exécution qui a besoin de cet environnement Python le reconstruit.
storage-remove-package = Toutes ses versions seront supprimées. Leurs numéros ne sont pas réutilisés ; les exécutions gardent ce qu’elles ont laissé.
storage-remove-dataset = Ses fichiers dans le dépôt seront supprimés ; un dossier lié reste tel quel. Les données enregistrées par les exécutions restent.
storage-remove-run = Son journal, ses artefacts et ses résultats seront supprimés. La version créée reste.

### window: settings

settings-look = Apparence
settings-language = Langue
settings-theme = Thème
settings-system = Système
settings-light = Clair
settings-dark = Sombre
settings-runs = Exécutions
settings-runs-at-once = Exécutions simultanées
settings-runs-at-once-hint = Les exécutions supplémentaires attendent dans la file.
settings-keep-failed = Garder les dossiers de travail des exécutions en échec
settings-python = Environnements Python
settings-pythons = Pythons de cette machine
settings-pythons-searched = Recherche…
settings-python-default = Par défaut
settings-sections = Sections
settings-no-python = Aucun Python 3.8 ou plus récent n’a été trouvé.
settings-uv = uv
settings-uv-hint = Construit les environnements Python. Si le champ est vide, celui de cette machine est utilisé.
settings-index = Index de paquets
settings-index-none = PyPI, ou l’index des réglages de uv
settings-first-index = Prendre chaque paquet dans le premier index qui l’a, sans interroger les autres
settings-proxy = Proxy
settings-proxy-none = Celui de l’environnement
settings-certificates = Certificats de confiance
settings-certificates-none = Ceux du système
settings-choose = Choisir…
settings-saved = Enregistré
settings-store = Dépôt
settings-folder = Emplacement
settings-free = { $size } libres sur le disque
store-checked = Le dépôt a été vérifié, et { $count ->
    [one] { NUMBER($count) } problème a été trouvé
   *[other] { NUMBER($count) } problèmes ont été trouvés
}. Les journaux ML ont le premier.
    .hint = « Vérifier le dépôt », dans les réglages, les liste tous et répare ce qui peut l’être.
upkeep-check = Vérifier le dépôt…
upkeep-checked = Dernière vérification
upkeep-checked-never = Jamais vérifié entièrement
upkeep-wrong = { $count ->
    [one] { NUMBER($count) } problème
   *[other] { NUMBER($count) } problèmes
}
upkeep-often = Vérifier sans qu’on le demande
upkeep-often-hint = Un peu à la fois, pendant que Trainyard est ouvert.
upkeep-off = Jamais
upkeep-weekly = Chaque semaine
upkeep-monthly = Chaque mois
upkeep-back-up = Sauvegarder…
upkeep-backed-up = Dernière sauvegarde
upkeep-backed-up-never = Pas encore sauvegardé d’ici
check-title = Vérifier le dépôt
check-text = Lit tout le dépôt et compare. Les entraînements continuent pendant ce temps, et vous pouvez arrêter à tout moment : la prochaine vérification reprendra où celle-ci s’est arrêtée.
check-goes-on = La vérification interrompue continue.
check-begin = Vérifier
check-again = Vérifier de nouveau
check-repair = Réparer
check-checking = Vérification…
check-fine = Tout est en ordre.
check-fine-read = { $size } de contenus ont été lus.
check-wrong = { $count ->
    [one] { NUMBER($count) } problème
   *[other] { NUMBER($count) } problèmes
}
check-space = Occupe de la place pour rien
check-done = Réparé
check-findings = Ce qui a été trouvé
backup-title = Sauvegarder le dépôt
backup-text = Copie ce qui est nouveau depuis la dernière sauvegarde dans ce dossier. Les entraînements continuent pendant ce temps ; ceux en cours seraient restaurés comme interrompus. Mieux vaut un dossier d’un autre disque.
backup-folder = Dossier
backup-begin = Sauvegarder
backup-copying = Copie…
backup-made = Sauvegarde terminée : { $files ->
    [one] { NUMBER($files) } fichier
   *[other] { NUMBER($files) } fichiers
}, dont { $added } de nouveau.
backup-left-out = { $count ->
    [one] { NUMBER($count) } fichier n’a pas pu être lu et manque :
   *[other] { NUMBER($count) } fichiers n’ont pas pu être lus et manquent :
}
backup-restore-hint = « trainyard restore » en fait un nouveau dépôt.
settings-about = À propos
folder-not-shown = { $path } n’a pas pu être affiché dans le gestionnaire de fichiers.
    .hint = Copiez le chemin et ouvrez-le vous-même.
show-folder = Afficher dans le gestionnaire de fichiers
settings-problem = Rapports de problème
settings-problem-hint = Un rapport de problème est un fichier pour les développeurs : versions, journaux de Trainyard et, si vous en choisissez une, une exécution sans ses données. Rien n’est envoyé.
settings-report = Créer un rapport de problème…
report-title = Créer un rapport de problème
report-run = Joindre une exécution
report-no-run = Aucune
report-save = Enregistrer…
settings-licence = MIT ou Apache-2.0, au choix.

### window: start

start-title = Entraînez vos paquets ML sur cette machine
start-text = Apportez un paquet ML d’AI Center et un dossier de données. Trainyard exécute ici ses pipelines et vous donne la nouvelle version, avec la trace de la façon dont elle a été créée.
start-tutorial = Commencer par le tutoriel
start-tutorial-text = Il ajoute un petit paquet et son jeu de données.
start-adding = Ajout du tutoriel
start-package = Ajouter votre propre paquet
start-dataset = Ajouter vos propres données

### window: palette

palette-placeholder = Rechercher une page, une action, une exécution…
palette-recent = Exécutions épinglées et récentes
palette-pages = Pages
palette-actions = Actions
palette-none = Aucun résultat.
palette-light = Thème clair
palette-dark = Thème sombre
shortcuts-everywhere = Partout
shortcuts-lists = Listes
shortcuts-close = Fermer, ou revenir
shortcuts-sidebar = Replier ou déplier la barre latérale
shortcuts-zoom = Agrandir, réduire, taille normale
shortcuts-move = Se déplacer
shortcuts-menu = Ouvrir le menu de la ligne
shortcuts-selection = La même chose pour la sélection
shortcuts-open = Ouvrir
shortcuts-tabs = Les onglets
shortcuts-add = En ajouter un
shortcuts-download = Télécharger la version
shortcuts-search-log = Rechercher dans le journal
shortcuts-files = Fichier précédent ou suivant
shortcuts-select = Sélectionner
shortcuts-select-more = En sélectionner plusieurs
shortcuts-select-all = Tout sélectionner
note-edit = Modifier la note
