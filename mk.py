from sim import load_scenario, simulate
base=load_scenario('baseline').with_horizon(36)
r=simulate(base,[3],77,months=range(0,37),organisations=True)
o=r.outcomes.set_index('month'); org=r.organisations
name=org.organisation.iloc[0]
rows=['quantity,organisation,month,value,sd,use']
for q in ('engagement','adoption','participation','information_flow'):
    for m in range(0,37,3): rows.append(f"{q},,{m},{o.loc[m,q]:.3f},{0.02 if q!='participation' else 0.05},{'fit' if m<=24 else 'check'}")
a=org[org.organisation==name].set_index('month')
for m in range(0,37,6): rows.append(f"trust,{name},{m},{a.loc[m,'trust']:.3f},0.03,{'fit' if m<=24 else 'check'}")
open('t.csv','w').write('\n'.join(rows)+'\n')
