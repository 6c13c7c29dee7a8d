#!/bin/sh
# Builds the encoder. Each step is skipped when its output exists; name steps to run only those.
#   training/run.sh                    all steps
#   training/run.sh export calibrate card
# PYTHON, PUBLIC_DATASETS, ENCODER_BUILD and STEPS (length of the training schedule) or MINUTES may be set.
set -eu
cd "$(dirname "$0")"
PYTHON=${PYTHON:-python3}
BUILD=${ENCODER_BUILD:-build}
OUT=${ENCODER_MODELS:-../models/encoder}
export OMP_WAIT_POLICY=PASSIVE
mkdir -p "$BUILD"

step() { # name, output, command...
  name=$1 output=$2
  shift 2
  case " $WANTED " in *" $name "*) ;; *) return 0 ;; esac
  if [ -e "$output" ] && [ "$FORCE" = no ]; then echo "$name: $output exists, skipped"; return 0; fi
  echo "== $name"
  "$@"
}

if [ $# -gt 0 ]; then WANTED=$* FORCE=yes; else WANTED='weights vocab train export calibrate card' FORCE=no; fi
step weights "$BUILD/base/weights.npz" "$PYTHON" weights.py
step vocab "$BUILD/vocab.json" "$PYTHON" vocab.py
step train "$BUILD/train.json" "$PYTHON" train.py --resume ${MINUTES:+--minutes "$MINUTES"} --steps "${STEPS:-1200}"
step export "$BUILD/export.json" "$PYTHON" export.py
step calibrate "$BUILD/calibration.json" "$PYTHON" calibrate.py
step card "$OUT/card.json" "$PYTHON" card.py
