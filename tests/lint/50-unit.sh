#!/bin/bash
# Wall E: the service's unit runs as a user of its own, leaves no core and is
# exposed to 1.1 at most, as `systemd-analyze security` counts.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"
limit=11 # tenths
command -v systemd-analyze > /dev/null ||
	{ echo "50-unit: SKIPPED: no systemd-analyze here"; exit 0; }

wall_check() {
	local unit=$1/contrib/systemd/nhacviec.service line said
	for line in User=nhacviec LimitCORE=0 NoNewPrivileges=yes \
		CapabilityBoundingSet= UMask=0077; do
		grep -qxF "$line" "$unit" ||
			echo "contrib/systemd/nhacviec.service: no $line"
	done
	mkdir -p "$scratch"
	sed 's|@BIN@|/bin|; s|@ETC@|/etc|' "$unit" > "$scratch/nhacviec.service"
	said=$(systemd-analyze security --offline=true --no-pager \
		--threshold=$limit "$scratch/nhacviec.service" 2>&1) ||
		sed -n "s|.*level for|$(basename "$unit"): exposure of|p" \
			<<< "$said" | grep . || printf '%s\n' "$said"
}
wall_main
