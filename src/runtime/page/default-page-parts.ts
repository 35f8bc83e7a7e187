/** The default page's style. It stands in the page as it is here: the policy of the page names its hash. */
export const style = `
:root{color-scheme:light dark;--back:#f5f6f8;--card:#fff;--line:#e2e6eb;--text:#1b2430;--soft:#55606f;--accent:#8a5a00;--dot:#e09f1f;--link:#1f5fbf}
@media (prefers-color-scheme:dark){:root{--back:#10141a;--card:#181e26;--line:#2a323d;--text:#e9edf2;--soft:#a4afbd;--accent:#f0bd5e;--dot:#f0bd5e;--link:#8ab8ff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:1.5rem;background:var(--back);color:var(--text);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{width:100%;max-width:36rem;padding:clamp(1.75rem,6vw,3.25rem);background:var(--card);border:1px solid var(--line);border-radius:1rem;box-shadow:0 1px 2px rgb(0 0 0/.04),0 12px 32px rgb(0 0 0/.06)}
.state{display:flex;align-items:center;gap:.6rem;margin:0 0 1.25rem;color:var(--accent);font-size:.875rem;font-weight:600;letter-spacing:.02em}
.state::before{content:"";width:.625rem;height:.625rem;border-radius:50%;background:var(--dot);animation:breathe 3s ease-in-out infinite}
@keyframes breathe{50%{opacity:.35}}
@media (prefers-reduced-motion:reduce){.state::before{animation:none}}
h1{margin:0 0 .75rem;font-size:clamp(1.625rem,6vw,2.375rem);line-height:1.2;letter-spacing:-.02em;font-weight:650;text-wrap:balance}
p{margin:0;overflow-wrap:anywhere}
.message{white-space:pre-line}
.until{margin-top:1.75rem;padding:.125rem 0 .125rem 1.125rem;border-left:3px solid var(--dot)}
.until span{display:block;color:var(--soft);font-size:.875rem}
.until time{display:block;font-weight:600;text-wrap:balance}
.again{margin-top:2rem;padding-top:1.25rem;border-top:1px solid var(--line);color:var(--soft);font-size:.9375rem}
a{color:var(--link);text-underline-offset:.2em;white-space:nowrap}
a:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:.125rem}
@media print{main{border:0;box-shadow:none}}
`;

/**
 * What the default page does where scripts run; it is complete without. It gives the time in the visitor's zone, and
 * checks now and then, only while it is visible, whether the site is back: it does not reload the page in vain.
 */
export const script = `
var time=document.querySelector("time"),pause=1000*document.body.dataset.retry*(1+Math.random()/4),due=Date.now()+pause;
if(time)time.textContent=new Date(time.dateTime).toLocaleString("en-GB",{weekday:"long",day:"numeric",month:"long",hour:"2-digit",minute:"2-digit",timeZoneName:"short"});
function look(){
if(document.hidden||Date.now()<due)return;
due=Date.now()+pause;
fetch(location.href,{method:"HEAD",cache:"no-store"}).then(function(answer){if(answer.status<500)location.reload()},function(){});
}
if(pause){setInterval(look,1000);document.addEventListener("visibilitychange",look)}
`;
