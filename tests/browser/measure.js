/* What on the present page is too small or too wide. Called with the least sizes of the edition. */
(least) => {
  const faults = [], seen = element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && !element.closest('[hidden],.off-screen,.skip')
      && !(element.closest('details:not([open])') && !element.closest('summary'));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const holder = node.parentElement;
    if (!node.data.trim() || ['SCRIPT', 'OPTION', 'OPTGROUP'].includes(holder.tagName) || !seen(holder)) continue;
    const style = getComputedStyle(holder), size = parseFloat(style.fontSize);
    if (size < least.text - 0.1) faults.push(`text ${size}px: ${node.data.trim().slice(0, 20)}`);
    if (parseFloat(style.lineHeight) / size < 1.19) faults.push(`line height of: ${node.data.trim().slice(0, 20)}`);
  }
  const body = parseFloat(getComputedStyle(document.body).fontSize);
  if (body < least.body - 0.1) faults.push(`body text ${body}px`);
  for (const control of document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')) {
    const target = control.closest('label.option') || control;
    // A link inside a sentence is as high as its line; the guideline excepts it.
    const inline = control.tagName === 'A' && getComputedStyle(control).display === 'inline';
    if (!seen(target) || (inline && control.closest('p,li,dd'))) continue;
    const box = target.getBoundingClientRect();
    if (box.height < least.target - 0.5 || box.width < Math.min(least.target, 44) - 0.5)
      faults.push(`target ${Math.round(box.width)}x${Math.round(box.height)}: ${(control.innerText || control.name || control.id || '').trim().slice(0, 20)}`);
  }
  const scroll = document.querySelector('.scroll'), root = document.documentElement;
  const over = Math.max(root.scrollWidth, scroll ? scroll.scrollWidth : 0) - root.clientWidth;
  if (over > 0) faults.push(`overflows by ${over}px`);
  return faults;
}
