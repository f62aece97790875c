# Debian 13's archive, read with an apt state of our own: the machine's own release is never touched.
# Needs no root. Reached at the address that the machine's own apt sources name.

debian13="$cache/debian13"

debian13_apt() {
  apt-get -q \
    -oDir::State::Lists="$debian13/lists" \
    -oDir::State::status="$debian13/status" \
    -oDir::Cache="$debian13/archives" \
    -oDir::Etc::SourceParts="$debian13/sources" \
    -oDir::Etc::SourceList=/dev/null \
    -oDir::Etc::Preferences="$debian13/preferences" \
    -oDir::Etc::PreferencesParts="$debian13/none" \
    -oAPT::Sandbox::User=root \
    "$@"
}

# The archive's address: that of the suite which this Debian itself is.
debian_address() {
  local codename
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v own="$codename" '$2 == own || $2 == "stable" || $2 == "oldstable" { print $1; exit }'
}

# Makes the state on first use; later calls return at once.
prepare_debian13() {
  if [ -e "$debian13/ready" ]; then return; fi
  have apt-get || die "This system has no apt: please put emcc >= $emscripten_version on the PATH and see bindings/toolchain/README.md."
  local address keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  address=$(debian_address)
  if [ -z "$address" ] || [ ! -e "$keyring" ]; then
    die "This is no Debian with its own archive: please put emcc >= $emscripten_version on the PATH and see bindings/toolchain/README.md."
  fi
  rm -rf "$debian13"
  mkdir -p "$debian13"/{lists/partial,archives/archives/partial,sources,none}
  : > "$debian13/status"
  : > "$debian13/preferences"
  printf '%s\n' 'Types: deb deb-src' "URIs: $address" 'Suites: trixie' 'Components: main' "Signed-By: $keyring" \
    > "$debian13/sources/debian13.sources"
  step "reading Debian 13's package lists" debian13_apt update
  touch "$debian13/ready"
}

# The lists (50 MB) are of no use once everything is unpacked.
remove_debian13_state() { rm -rf "$debian13"; }
