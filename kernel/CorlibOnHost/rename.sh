#!/bin/sh
# Writes renamed copies of source files into a folder: rename.sh FOLDER FILE...
set -e
folder=$1
shift
rm -rf "$folder"
mkdir -p "$folder"
for file; do
    { echo "#line 1 \"$file\""; sed -f "$(dirname "$0")/rename.sed" "$file"; } > "$folder/$(basename "$file")"
done
touch "$folder/done"
