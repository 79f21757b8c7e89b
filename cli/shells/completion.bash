# Completion of wiretrial for bash; to use it now: source <(wiretrial completion bash)

_wiretrial_words() { COMPREPLY=($(compgen -W "$1" -- "$word")); }

_wiretrial_files() {
  compopt -o filenames 2>/dev/null
  local IFS=$'\n'
  COMPREPLY=($(compgen -f -- "$word"))
}

_wiretrial() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _wiretrial_words '{{commands}} --help --version'
    return
  fi
  # bash makes three words of --option=value.
  if [ "$word" = = ]; then word=; fi
  if [ "$before" = = ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  case "$command $before" in
{{values}}  esac
  case "$command $word" in
{{options}}  esac
}

complete -F _wiretrial wiretrial
