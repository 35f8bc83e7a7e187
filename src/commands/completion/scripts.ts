// The library's own scripts for these two break names with a colon in them: its bash script leaves the colon to a
// package that need not be there, its zsh script takes what follows it for a description. They also run what is
// substituted in a line that is only being typed.

/** What bash needs. */
export const bashScript = `# bash completion for jets
_jets() {
  local line=\${COMP_LINE:0:COMP_POINT} broken_off='' value _ IFS=$' \\t\\n'
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local word=\${words[\${#words[@]}-1]}
  # What stands before a colon is there already.
  [[ $COMP_WORDBREAKS == *:* && $word == *:* ]] && broken_off=\${word%"\${word##*:}"}
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    [[ $value == :* ]] || COMPREPLY+=("\${value#"$broken_off"}")
  done < <(jets complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _jets jets`;

/** What zsh needs, after its compinit. */
export const zshScript = `#compdef jets
_jets() {
  local -a offers
  local value text
  while IFS=$'\\t' read -r value text; do
    [[ $value == :* ]] || offers+=("\${value//:/\\\\:}:$text")
  done < <(jets complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  compset -P '-*='
  _describe jets offers
}
compdef _jets jets`;
