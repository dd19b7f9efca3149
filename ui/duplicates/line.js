const watchers = new WeakMap()
const written = new Intl.NumberFormat("en-US")

export default function ({ data, parentElement }) {
  const line = parentElement.querySelector(".line")
  const told = parentElement.querySelector(".told")
  const { l, r, t, b } = data.margin
  line.style.top = `${t}px`
  line.style.bottom = `${b}px`

  const place = (at) => {
    const share = (at - data.floor) / (data.end - data.floor)
    line.style.left = `calc(${l}px + (100% - ${l + r}px) * ${share.toFixed(5)})`
    line.dataset.at = String(at)
    // Only stops are counted beforehand; a threshold between them waits for the server's figures.
    const stop = data.stops.findIndex((one) => Math.abs(one - at) < 1e-6)
    told.hidden = stop < 0
    if (stop >= 0) {
      told.textContent = `${written.format(data.going[stop])} prompts go · ${written.format(data.groups[stop])} groups`
    }
    told.classList.toggle("before", share > 0.5)
  }

  // The slider moves in the browser at once; what it means need not wait for the server either.
  const slider = document.querySelector(data.slider)
  const follow = () => {
    const at = Number.parseFloat(slider?.querySelector('input[type="range"]')?.value)
    // A range input rounds to its steps; a threshold aimed for may lie between two.
    place(Math.abs(at - data.at) > 0.005 ? at : data.at)
  }
  watchers.get(parentElement)?.disconnect()
  const watcher = new MutationObserver(follow)
  watchers.set(parentElement, watcher)
  if (slider) {
    watcher.observe(slider, { subtree: true, attributeFilter: ["value", "aria-valuetext"] })
  }
  follow()
  return () => watcher.disconnect()
}
