# shellcheck shell=bash
# What the project's scripts share: messages, consent, apt, and finding a JDK 25 and Maven.

HOME=${HOME:-$(echo ~)} # a service may be started without it
home=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
state=$home/.holdfast
cache=${XDG_CACHE_HOME:-$HOME/.cache}/holdfast

say() { printf 'holdfast: %s\n' "$*" >&2; }

# die WHAT [FIX]
die() {
  printf 'error: %s\n' "$1" >&2
  [[ -z ${2:-} ]] || printf 'fix:   %s\n' "$2" >&2
  exit 1
}

# agreed WHAT COMMAND - true if the person agrees to WHAT: by --yes (assume_yes), or when asked on a terminal.
agreed() {
  local answer
  [[ -z ${assume_yes:-} ]] || return 0
  [[ -t 0 && -t 2 ]] || return 1
  printf 'holdfast: %s\n  %s\nDo that now? [y/N] ' "$1" "$2" >&2
  read -r answer
  [[ $answer == [yY]* ]]
}

# quietly NAME TEXT COMMAND... - runs a command with its output in .holdfast/NAME.log and TEXT as a progress line; a
# failure shows what the log says of it.
quietly() {
  local log=$state/$1.log text=$2 pid shown=0 code=0
  shift 2
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
  if [[ -t 2 ]]; then
    while kill -0 "$pid" 2>/dev/null; do
      printf '\rholdfast: %s … %d s' "$text" "$((shown / 5))" >&2
      shown=$((shown + 1))
      sleep 0.2
    done
    printf '\r\033[K' >&2
  else
    say "$text …"
  fi
  wait "$pid" || code=$?
  trap - INT TERM
  ((code == 0)) && return 0
  grep -m 20 -E '^\[(ERROR|WARNING)\]' -- "$log" >&2 || tail -n 25 -- "$log" >&2 # Maven says what is wrong first
  say "$text: failed; its whole output is in $log"
  return "$code"
}

has_apt() { command -v apt-get >/dev/null; }

# Runs a command as root: directly, or through sudo.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

# sudo asks for its password here, where the question can be seen, and not below a progress line.
ask_password() { ((EUID == 0)) || ! command -v sudo >/dev/null || sudo -v || :; }

can_be_root() { ((EUID == 0)) || command -v sudo >/dev/null; }

apt_install() {
  as_root apt-get update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

is_jdk_25() {
  [[ -x $1/bin/javac && -r $1/release ]] && grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

# Prints the first JDK 25 found: the one the person named, the one on PATH, then the usual places.
find_jdk() {
  local candidate on_path=
  ! command -v java >/dev/null || on_path=$(readlink -f -- "$(command -v java)")
  for candidate in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$cache"/jdk-25/usr/lib/jvm/java-25-openjdk-* "$(mac_jdk)"; do
    if [[ -n $candidate ]] && is_jdk_25 "$candidate"; then
      (cd -P -- "$candidate" && pwd)
      return 0
    fi
  done
  return 1
}

mac_jdk() { [[ ! -x /usr/libexec/java_home ]] || /usr/libexec/java_home -v 25 2>/dev/null; }

# Sets jdk, installing one if there is none and the person agrees.
need_jdk() {
  jdk=$(find_jdk) && return 0
  has_apt || die 'no JDK 25 was found' 'install one (for example Eclipse Temurin 25) and set JAVA_HOME to it'
  agreed 'a JDK 25 is needed and was not found.' "$("$home/build/jdk" --say)" ||
    die 'no JDK 25 was found' "$("$home/build/jdk" --say), or let Holdfast do it: run this again with --yes"
  ask_password
  quietly jdk 'fetching a JDK 25' "$home/build/jdk" || exit 1
  jdk=$(find_jdk) || die 'no JDK 25 was found' 'install one and set JAVA_HOME to it'
}

need_maven() {
  local command='apt-get install --no-install-recommends maven'
  ! command -v mvn >/dev/null || return 0
  has_apt || die 'Maven (mvn) is not on PATH' 'install Maven 3.6.3 or newer'
  can_be_root || die 'Maven (mvn) is not on PATH' "as root: $command"
  agreed 'Maven builds Holdfast and was not found.' "$command" ||
    die 'Maven (mvn) is not on PATH' "as root: $command, or let Holdfast do it: run this again with --yes"
  ask_password
  quietly maven 'installing Maven' apt_install maven || exit 1
}

# For bench/compare, which measures with it.
need_time() {
  local command='apt-get install --no-install-recommends time'
  [[ ! -x /usr/bin/time ]] || return 0
  if ! has_apt || ! can_be_root; then die 'GNU time is not in /usr/bin' "as root: $command"; fi
  agreed 'GNU time measures the peak memory and was not found.' "$command" || die 'GNU time is not in /usr/bin' "as root: $command"
  ask_password
  quietly time 'installing GNU time' apt_install time || exit 1
}
