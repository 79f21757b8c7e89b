#compdef wiretrial
# Completion of wiretrial for zsh; to use it now: source <(wiretrial completion zsh)

_wiretrial() {
  local -a commands
  commands=(
{{commands}}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
{{options}}  esac
}

if [ "$funcstack[1]" = _wiretrial ]; then
  _wiretrial "$@"
else
  compdef _wiretrial wiretrial
fi
